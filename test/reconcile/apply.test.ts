import { describe, expect, test, vi } from 'vitest';
import { CONTROLS } from '../../shared/controls/index.ts';
import type { Plan } from '../../shared/core/decide.ts';
import type { Change } from '../../shared/model/facet.ts';
import type { Trigger } from '../../shared/model/trigger.ts';
import { apply } from '../../shared/reconcile/apply.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import type { EncryptionConfiguration } from '../../shared/resources/bucket/encryption.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';
import { ALL_ON, bucketOf } from '../peers/fixtures.ts';

const SSE_S3 = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] };
const raised = ({ Rules }: EncryptionConfiguration): EncryptionConfiguration => ({
  Rules: Rules.map((rule) => ({
    ...rule,
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
  })),
});
const SWEEP: Trigger = { kind: 'sweep', id: 's-1', time: '2026-11-21T00:00:00.000Z' };

const about = { title: 't', severity: 'high', status: 'fixed' } as const;
const RAISING = {
  facet: 'encryption' as const,
  before: SSE_S3,
  after: raised(SSE_S3),
  controls: ['default-encryption'],
};
const TO_RAISE: Plan = {
  results: [{ control: 'default-encryption', ...about }],
  changes: [RAISING],
  proposals: [],
};
const around = (plan: Plan) => ({
  fence: { untilMs: Number.POSITIVE_INFINITY },
  record: async () => {},
  amend: async () => {},
  decideAgain: () => plan,
});

test('what was planned and not written does not count as fixed', async () => {
  const plan: Plan = {
    results: [{ control: 'forgotten', ...about }],
    changes: [],
    proposals: [],
  };
  const s3 = new FakeS3({ orders: {} });
  const applied = await apply(s3.client, bucketOf('orders'), plan, around(plan));
  expect(applied.results.map(({ status }) => status)).toEqual(['unavailable']);
  expect(s3.writes()).toEqual([]);
});

const WRITTEN = ['encryption', 'policy', 'publicAccessBlock'] as const;

test('every facet of a plan is written, the public access block last', async () => {
  const values = { encryption: { Rules: [] }, policy: '{}', publicAccessBlock: ALL_ON };
  const plan = {
    results: WRITTEN.map((facet) => ({ control: facet, ...about })),
    changes: WRITTEN.map((facet) => ({ facet, after: values[facet], controls: [facet] })),
    proposals: [],
  } as unknown as Plan;
  const s3 = new FakeS3({ orders: {} });
  const applied = await apply(s3.client, bucketOf('orders'), plan, around(plan));
  expect(applied.results.map(({ status }) => status)).toEqual(WRITTEN.map(() => 'fixed'));
  expect(applied.changes.map(({ facet }) => facet).sort()).toEqual([...WRITTEN].sort());
  expect(s3.writes()).toHaveLength(WRITTEN.length);
  expect(s3.writes().at(-1)).toBe('PutPublicAccessBlock');
});

test('encryption that its owner raised since it was read is neither lowered nor loses its key', async () => {
  const own = {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse', KMSMasterKeyID: 'own' },
      },
    ],
  };
  const s3 = new FakeS3({ orders: { encryption: SSE_S3 } });
  const services = {
    s3: () => s3.client,
    journal: new MemoryJournal(),
    controls: CONTROLS,
    settings: {
      controls: { 'default-encryption': 'enforce' as const },
      encryption: { minimum: 'SSE-KMS' as const },
    },
    leaseMs: 60_000,
    tell: async () => [],
  };
  // Between the first read and the second.
  s3.before('GetBucketEncryption', () => {
    s3.before('GetBucketEncryption', () => {
      s3.held('orders').encryption = own;
    });
  });
  const { report } = await reconcile(services, bucketOf('orders'), [SWEEP]);
  expect(s3.held('orders').encryption).toBe(own);
  expect(s3.writes()).toEqual([]);
  expect(report.results).toMatchObject([{ status: 'compliant' }]);
});

test.each([
  ['beside the record as a rule', undefined, 'read, recorded, write'],
  ['after the record where that takes its time', true, 'recorded, read, write'],
])('encryption is read again %s', async (_, isRecordSlow, order) => {
  const s3 = new FakeS3({ orders: { encryption: SSE_S3 } });
  const happened: string[] = [];
  s3.before('GetBucketEncryption', () => void happened.push('read'));
  s3.before('PutBucketEncryption', () => void happened.push('write'));
  await apply(s3.client, bucketOf('orders'), TO_RAISE, {
    ...around(TO_RAISE),
    isRecordSlow,
    async record() {
      await new Promise((resolve) => setTimeout(resolve, 20));
      happened.push('recorded');
    },
  });
  expect(happened.join(', ')).toBe(order);
});

test('what could not be recorded is neither read again nor written', async () => {
  const s3 = new FakeS3({ orders: { encryption: SSE_S3 } });
  const refused = new Error('the table refused it');
  const applying = apply(s3.client, bucketOf('orders'), TO_RAISE, {
    ...around(TO_RAISE),
    isRecordSlow: true,
    record: () => Promise.reject(refused),
  });
  await expect(applying).rejects.toBe(refused);
  expect(s3.calls).toEqual([]);
});

test('encryption that its owner changed and left too weak is raised from what stands there now', async () => {
  const changed = {
    Rules: [{ ...SSE_S3.Rules[0], BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }],
  };
  const s3 = new FakeS3({ orders: { encryption: SSE_S3 } });
  const amended = { ...RAISING, before: changed, after: raised(changed) };
  const amend = vi.fn(async () => {});
  s3.before('GetBucketEncryption', () => {
    s3.held('orders').encryption = changed;
  });
  const applied = await apply(s3.client, bucketOf('orders'), TO_RAISE, {
    ...around(TO_RAISE),
    amend,
    decideAgain: (fresh) => {
      expect(fresh).toEqual({ encryption: { state: 'present', value: changed } });
      return { ...TO_RAISE, changes: [amended] };
    },
  });
  expect(applied.changes).toEqual([amended]);
  expect(amend).toHaveBeenCalledExactlyOnceWith(amended);
  expect(s3.held('orders').encryption).toEqual(raised(changed));
});

describe('a control of several writes', () => {
  const wanting = (...facets: readonly Change['facet'][]): Plan => {
    const values = { encryption: { Rules: [] }, policy: '{}', publicAccessBlock: ALL_ON, tags: [] };
    const change = (facet: Change['facet']) =>
      ({ facet, before: undefined, after: values[facet], controls: ['both'] }) as Change;
    return {
      results: [{ control: 'both', ...about }],
      changes: facets.map(change),
      proposals: [],
    };
  };

  test('is fixed only where all of them were made, whichever was the last', async () => {
    for (const refused of ['PutBucketEncryption', 'PutBucketPolicy']) {
      const plan = wanting('encryption', 'policy');
      const s3 = new FakeS3({ orders: {} });
      s3.deny(refused);
      const applied = await apply(s3.client, bucketOf('orders'), plan, around(plan));
      expect(applied.results).toMatchObject([
        { status: 'blocked', obstacle: { kind: 'access-denied' } },
      ]);
      expect(s3.writes()).toEqual(['PutBucketEncryption', 'PutBucketPolicy']);
      expect(applied.changes).toHaveLength(1);
      expect(applied.failures.size).toBe(1);
    }
  });

  test('does not make the second where the first has to come before it and was refused', async () => {
    const plan = wanting('policy', 'publicAccessBlock');
    const s3 = new FakeS3({ orders: {} });
    s3.deny('PutBucketPolicy');
    const applied = await apply(s3.client, bucketOf('orders'), plan, around(plan));
    expect(s3.writes()).toEqual(['PutBucketPolicy']);
    expect(applied.results).toMatchObject([{ status: 'blocked' }]);
    expect(applied.failures.get('publicAccessBlock')).toBe('Bucket policy has to be written first');
  });

  test("makes another control's all the same", async () => {
    const plan = wanting('policy', 'publicAccessBlock');
    const [policy, block] = plan.changes;
    const apart = {
      ...plan,
      results: [...plan.results, { control: 'other', ...about }],
      changes: [policy, { ...block, controls: ['other'] }] as Change[],
    };
    const s3 = new FakeS3({ orders: {} });
    s3.deny('PutBucketPolicy');
    const applied = await apply(s3.client, bucketOf('orders'), apart, around(apart));
    expect(applied.results.map(({ status }) => status)).toEqual(['blocked', 'fixed']);
  });
});
