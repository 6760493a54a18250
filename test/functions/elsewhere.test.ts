import { Readable } from 'node:stream';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { expect, test } from 'vitest';
import { handleBucket, type Service } from '../../functions/remediate/handle-bucket.ts';
import { createClients } from '../../shared/aws/clients.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { NO_STATE } from '../../shared/core/journal.ts';
import type { ApiCallTrigger, Trigger } from '../../shared/model/trigger.ts';
import { defineConfig } from '../../shared/settings.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';

const [BEFORE, NOW] = ['eu-west-1', 'eu-central-1'];
const KEY_BEFORE = `arn:aws:kms:${BEFORE}:111122223333:key/customer`;
const LATE: Trigger = {
  kind: 'config-evaluation',
  id: 'e-1',
  time: '2026-11-21T00:00:00.000Z',
  ruleName: 'r',
};

function answer(statusCode: number, headers: Record<string, string>, code?: string) {
  const text = code === undefined ? '' : `<Error><Code>${code}</Code></Error>`;
  return { response: new HttpResponse({ statusCode, headers, body: Readable.from([text]) }) };
}

/** S3 with one bucket, of no encryption, which is not where it was before; its endpoints there say so. */
function movedBucket(redirect: [number, string]) {
  const written: { host: string; body: string }[] = [];
  const handle = async ({ hostname, method, body }: HttpRequest) => {
    if (!hostname.includes(NOW)) {
      return answer(redirect[0], { 'x-amz-bucket-region': NOW }, redirect[1]);
    }
    if (method === 'GET') return answer(404, {}, 'ServerSideEncryptionConfigurationNotFoundError');
    written.push({ host: hostname, body: String(body) });
    return answer(200, {});
  };
  return { written, requestHandler: { handle } };
}

function serviceOn(requestHandler: ReturnType<typeof movedBucket>['requestHandler']) {
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  const { s3 } = createClients('0', 'test', () => ({ credentials, requestHandler }));
  const taking = { send: async () => ({}) };
  return {
    clients: { s3, sns: taking, sqs: taking, config: () => taking },
    journal: new MemoryJournal(),
    controls: CONTROLS,
    settings: defineConfig({
      controls: { 'tls-only': 'off', 'block-public-access': 'off' },
      encryption: { minimum: 'SSE-KMS', kmsKeyArn: KEY_BEFORE },
    }),
    environment: { ALERTS_TOPIC_ARN: 'arn:alerts', OWN_ROLE_ARNS: '', EVENTS_QUEUE_URL: 'queue' },
    telemetry: { looked() {}, ended() {}, sideFailure() {} },
  } as unknown as Service & { journal: MemoryJournal };
}

test.each<[number, string]>([
  [301, 'PermanentRedirect'],
  [400, 'AuthorizationHeaderMalformed'],
])(
  'a bucket that was made anew in another Region does not get the key of the one before (%s)',
  async (...redirect) => {
    const { written, requestHandler } = movedBucket(redirect);
    const service = serviceOn(requestHandler);
    const bucket = {
      kind: 'bucket' as const,
      name: 'orders',
      region: BEFORE,
      account: '111122223333',
      partition: 'aws',
    };
    expect(
      await handleBucket(service, bucket, [LATE], {
        leaseMs: 60_000,
        receives: 1,
        signal: new AbortController().signal,
      }),
    ).toBe('fixed');
    expect(written).toHaveLength(1);
    expect(written[0]?.host).toContain(NOW);
    expect(written[0]?.body).toContain('aws:kms');
    expect(written[0]?.body).not.toContain(KEY_BEFORE);
    const [entry] = service.journal.entries.values();
    expect(entry?.bucket.region).toBe(NOW);
  },
);

test("CloudTrail's word of an edit counts for no bucket of that name in another Region", async () => {
  const seconds = Date.now() - 60_000;
  const [live, edit] = ['Live', 'Predecessors'].map((Sid) => withTls(Sid));
  const puts: string[] = [];
  const handle = async ({ hostname, method, body }: HttpRequest) => {
    if (!hostname.includes(NOW)) {
      return answer(301, { 'x-amz-bucket-region': NOW }, 'PermanentRedirect');
    }
    if (method !== 'GET') puts.push(String(body));
    return {
      response: new HttpResponse({ statusCode: 200, headers: {}, body: Readable.from([live]) }),
    };
  };
  const service = serviceOn({ handle });
  const settings = defineConfig({
    controls: { 'default-encryption': 'off', 'block-public-access': 'off' },
  });
  const bucket = {
    kind: 'bucket' as const,
    name: 'orders',
    region: BEFORE,
    account: '111122223333',
    partition: 'aws',
  };
  service.journal.state = {
    ...NO_STATE,
    policyWrites: [{ id: 'w-1', readFromMs: seconds, writtenAtMs: seconds + 5_000 }],
  };
  service.journal.entries.set('w-1', {
    ...{ id: 'w-1', bucket, reasons: {}, triggers: [], state: 'applied', alert: 'told' },
    change: { facet: 'policy', before: undefined, after: live as string, controls: ['tls-only'] },
    intendedAt: new Date(seconds).toISOString(),
  });
  const trigger: ApiCallTrigger = {
    kind: 'api-call',
    id: 'of-the-one-before',
    time: new Date(seconds + 2_000).toISOString(),
    call: 'PutBucketPolicy',
    actor: { type: 'IAMUser', name: 'alice' },
    put: { facet: 'policy', value: edit },
  };
  await handleBucket({ ...service, settings }, bucket, [trigger], {
    ...{ leaseMs: 60_000, receives: 1, signal: new AbortController().signal },
    evidence: { confirmed: [trigger], unconfirmed: [] },
  });
  expect(puts).toEqual([]);
});

/** A policy that is as the controls want it, and somebody's own by its Sid. */
function withTls(Sid: string): string {
  const Resource = ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'];
  const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
  const deny = { Sid, Effect: 'Deny', Principal: '*', Action: 's3:*', Resource, Condition };
  return JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
}
