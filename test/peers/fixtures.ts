import type { EncryptionOptions } from '../../shared/controls/default-encryption.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { NO_STATE } from '../../shared/core/journal.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import type { ReconcileServices } from '../../shared/reconcile/services.ts';
import type { FakeS3 } from '../fakes/fake-s3.ts';

export const ALL_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export function bucketOf(name: string, partition = 'aws'): Bucket {
  return { kind: 'bucket', name, partition, region: 'eu-central-1', account: '111122223333' };
}

/** One look of the service at a bucket, with the three controls that peers have too enforced. */
export async function lookAt(
  s3: FakeS3,
  name: string,
  minimum: EncryptionOptions['minimum'] = 'SSE-S3',
  { journal, tell }: Pick<ReconcileServices, 'journal' | 'tell'> = FORGETFUL,
) {
  const trigger = {
    kind: 'config-evaluation',
    id: 'e-1',
    time: '2026-11-21T00:00:00.000Z',
    ruleName: 'baseline',
  } as const;
  const settings = {
    controls: {
      'default-encryption': 'enforce',
      'tls-only': 'enforce',
      'block-public-access': 'enforce',
    },
    encryption: { minimum },
  } as const;
  const services = {
    s3: () => s3.client,
    journal,
    controls: CONTROLS,
    settings,
    leaseMs: 60_000,
    tell,
  };
  return (await reconcile(services, bucketOf(name), [trigger])).report;
}

/** Takes everything, remembers nothing and tells nobody: what the journal does has tests of its own. */
const FORGETFUL: Pick<ReconcileServices, 'journal' | 'tell'> = {
  journal: {
    recall: async () => ({ state: NO_STATE, exemptions: [] }),
    read: async () => [],
    record: async () => {},
    restorationOf: async () => undefined,
    amend: async () => {},
    close: async () => {},
  },
  tell: async () => [],
};

/** A statement that an owner wrote. */
export const OWN = {
  Sid: 'Own',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 's3:Get*',
  Resource: '*',
};

/** A complete TLS-only statement for a bucket, with some of its elements changed. */
export function deny(
  changes: Record<string, unknown> = {},
  { name, partition } = bucketOf('orders'),
) {
  const arn = `arn:${partition}:s3:::${name}`;
  return {
    Sid: 'ForceSSL',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    ...changes,
  };
}

export function policy(...Statement: readonly unknown[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

export function statementsOf(text: string | undefined): Record<string, unknown>[] {
  return text === undefined ? [] : [JSON.parse(text).Statement].flat();
}
