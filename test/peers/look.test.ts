import { expect, test } from 'vitest';
import type { EncryptionRule } from '../../shared/resources/bucket/encryption.ts';
import type { PublicAccessBlock } from '../../shared/resources/bucket/public-access-block.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { ALL_ON, deny, lookAt, OWN, policy, statementsOf } from './fixtures.ts';

const KEY = 'arn:aws:kms:eu-central-1:444455556666:key/99999999-2222-3333-4444-555555555555';
const READS = ['GetBucketEncryption', 'GetBucketPolicy', 'GetPublicAccessBlock'];

function encryptedWith(SSEAlgorithm: string, rest: Partial<EncryptionRule> = {}) {
  const byDefault = { SSEAlgorithm, ...(SSEAlgorithm === 'AES256' ? {} : { KMSMasterKeyID: KEY }) };
  return { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, ...rest }] };
}

const compliant = {
  encryption: encryptedWith('AES256'),
  policy: policy(OWN, deny()),
  publicAccessBlock: ALL_ON,
};

test.each([
  ['GetBucketPolicy', 'PutBucketPolicy'],
  ['GetBucketEncryption', 'PutBucketEncryption'],
  ['GetPublicAccessBlock', 'PutPublicAccessBlock'],
])('Cloud Custodian overwrites the policy that it was denied to read: %s', async (read, write) => {
  const held = { policy: policy(OWN), encryption: encryptedWith('aws:kms') };
  const s3 = new FakeS3({ orders: held });
  s3.deny(read);
  const report = await lookAt(s3, 'orders', 'DSSE-KMS');
  expect(s3.operations()).not.toContain(write);
  expect(s3.writes()).toHaveLength(2);
  const [blocked, ...others] = report.results.filter(({ status }) => status === 'blocked');
  expect(blocked).toMatchObject({ obstacle: { kind: 'access-denied' } });
  expect(others).toEqual([]);
});

test.each(['aws:kms', 'aws:kms:dsse'])(
  'Cloud Custodian puts encryption unconditionally, and so lowers a customer key and DSSE to AES256: %s',
  async (algorithm) => {
    const encryption = encryptedWith(algorithm);
    const s3 = new FakeS3({ orders: { encryption } });
    await lookAt(s3, 'orders');
    expect(s3.writes()).toEqual(['PutBucketPolicy', 'PutPublicAccessBlock']);
    expect(s3.held('orders').encryption).toBe(encryption);
  },
);

test('Cloud Custodian makes 15 API calls for one CreateBucket', async () => {
  const s3 = new FakeS3({
    bare: {},
    compliant: { ...compliant, policy: policy(deny({ Resource: '*' })) },
  });
  await lookAt(s3, 'bare');
  expect(s3.operations('bare').slice(0, 3).sort()).toEqual(READS);
  expect(s3.operations('bare').slice(3).sort()).toEqual([
    'GetBucketEncryption',
    'GetBucketPolicy',
    'PutBucketEncryption',
    'PutBucketPolicy',
    'PutPublicAccessBlock',
  ]);
  await lookAt(s3, 'compliant');
  expect(s3.operations('compliant').sort()).toEqual(READS);
});

test('Cloud Custodian loses an edit to a policy that it had cached (#10436)', async () => {
  const s3 = new FakeS3({ orders: compliant });
  await lookAt(s3, 'orders');
  const edit = { ...OWN, Sid: 'Edit' };
  s3.held('orders').policy = policy(edit);
  await lookAt(s3, 'orders');
  expect(statementsOf(s3.held('orders').policy).map(({ Sid }) => Sid)).toEqual([
    'Edit',
    'DenyInsecureTransport',
  ]);
});

test.each([true, false, undefined])(
  'Cloud Custodian changes the key where only the bucket key was asked for (#9545): %s',
  async (BucketKeyEnabled) => {
    const s3 = new FakeS3({
      orders: { encryption: encryptedWith('aws:kms', { BucketKeyEnabled }) },
    });
    await lookAt(s3, 'orders', 'DSSE-KMS');
    // The key stays; a bucket key goes, because S3 does not support one for DSSE-KMS.
    expect(s3.held('orders').encryption).toEqual(
      encryptedWith('aws:kms:dsse', BucketKeyEnabled ? {} : { BucketKeyEnabled }),
    );
  },
);

test('ASR on AWS replaces what it adds to', async () => {
  const rest = { BucketKeyEnabled: false, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } };
  const other = { BucketKeyEnabled: false };
  const encryption = { Rules: [...encryptedWith('aws:kms', rest).Rules, other] };
  const s3 = new FakeS3({ orders: { encryption, policy: policy(OWN, OWN) } });
  await lookAt(s3, 'orders', 'DSSE-KMS');
  const held = s3.held('orders');
  expect(held.encryption?.Rules).toEqual([encryptedWith('aws:kms:dsse', rest).Rules[0], other]);
  expect(statementsOf(held.policy).slice(0, 2)).toEqual([OWN, OWN]);
});

test('ASR on AWS reads one thing after another', async () => {
  const s3 = new FakeS3({ orders: compliant });
  const looking = lookAt(s3, 'orders');
  expect(s3.operations().sort()).toEqual(READS);
  await looking;
});

test('Conformity gives bucket B the write grant of bucket A, kept between two warm invocations', async () => {
  const grant = { ...OWN, Sid: 'Grant', Principal: { AWS: '444455556666' }, Action: 's3:Put*' };
  const buckets = {
    a: { policy: policy(grant), encryption: encryptedWith('aws:kms', { BucketKeyEnabled: true }) },
    b: { policy: policy(OWN), publicAccessBlock: { BlockPublicAcls: true } },
  };
  const alone = new FakeS3({ b: buckets.b });
  await lookAt(alone, 'b', 'DSSE-KMS');

  const inTurn = new FakeS3(buckets);
  await lookAt(inTurn, 'a', 'DSSE-KMS');
  await lookAt(inTurn, 'b', 'DSSE-KMS');
  expect(inTurn.held('b')).toEqual(alone.held('b'));

  const atOnce = new FakeS3(buckets);
  await Promise.all([lookAt(atOnce, 'a', 'DSSE-KMS'), lookAt(atOnce, 'b', 'DSSE-KMS')]);
  expect(atOnce.held('b')).toEqual(alone.held('b'));
  expect(atOnce.held('a')).toEqual(inTurn.held('a'));
});

test('Cloud Bots alters what it is looking at, and leaves half of it', async () => {
  const held = deepFreeze({
    encryption: encryptedWith('aws:kms'),
    policy: policy(OWN),
    publicAccessBlock: { BlockPublicAcls: true },
  });
  const s3 = new FakeS3({ orders: held });
  const { changes } = await lookAt(s3, 'orders', 'DSSE-KMS');
  expect(changes.map(({ before }) => before)).toEqual([
    held.encryption,
    held.policy,
    held.publicAccessBlock,
  ]);
  expect(s3.held('orders').publicAccessBlock).toEqual(ALL_ON);
});

test('mlevit switches the public access block off to put its policy', async () => {
  const s3 = new FakeS3({ orders: { publicAccessBlock: { ...ALL_ON, IgnorePublicAcls: false } } });
  s3.deny('PutBucketPolicy');
  await lookAt(s3, 'orders');
  const written = s3.calls.flatMap(({ input }) => {
    return (input['PublicAccessBlockConfiguration'] as PublicAccessBlock | undefined) ?? [];
  });
  expect(written).toEqual([ALL_ON]);
  expect(s3.writes().at(-1)).toBe('PutPublicAccessBlock');
  expect(s3.writes().filter((operation) => operation.includes('Delete'))).toEqual([]);
});

test('mlevit restores half of the public access block', async () => {
  for (const publicAccessBlock of everyPublicAccessBlock()) {
    const s3 = new FakeS3({ orders: { publicAccessBlock } });
    await lookAt(s3, 'orders');
    expect(s3.held('orders').publicAccessBlock).toEqual(ALL_ON);
  }
});

test('Flowpipe flags public access only where all four settings are off', async () => {
  for (const publicAccessBlock of everyPublicAccessBlock()) {
    const s3 = new FakeS3({ orders: { ...compliant, publicAccessBlock } });
    const allOn = Object.values(publicAccessBlock).every((on) => on === true);
    const { results } = await lookAt(s3, 'orders');
    const result = results.find(({ control }) => control === 'block-public-access');
    expect(result?.status).toBe(allOn ? 'compliant' : 'fixed');
  }
});

test('All of them overwrite an edit that lands between reading and writing', async () => {
  const s3 = new FakeS3({ orders: { ...compliant, policy: policy(OWN) } });
  const edited = policy(OWN, { ...OWN, Sid: 'Edit' });
  s3.before('GetPublicAccessBlock', () => {
    s3.held('orders').policy = edited;
  });
  const { changes } = await lookAt(s3, 'orders');
  expect(changes.map(({ before }) => before)).toEqual([edited]);
  expect(statementsOf(s3.held('orders').policy).map(({ Sid }) => Sid)).toEqual([
    'Own',
    'Edit',
    'DenyInsecureTransport',
  ]);
});

/** Each of the 81 states of a public access block. */
function everyPublicAccessBlock(): PublicAccessBlock[] {
  return Object.keys(ALL_ON).reduce<PublicAccessBlock[]>(
    (states, setting) =>
      states.flatMap((state) =>
        [true, false, undefined].map((on) => ({ ...state, [setting]: on })),
      ),
    [{}],
  );
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
