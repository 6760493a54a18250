import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  AlertInbox,
  aws,
  bucketName,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  logLines,
  policyOf,
  publicAccessBlockOf,
  s3,
  serviceCalls,
  stack,
  unheard,
} from './deployed.ts';
import { ALL_ON, policyFor, policyWith, putPolicy, statementFor } from './policies.ts';

const inbox = new AlertInbox('repair-alerts');
beforeAll(() => inbox.ready());

const ended = (bucket: string) =>
  eventually(async () => {
    const ends = await endsOf(bucket);
    expect(ends.length).toBeGreaterThan(0);
    return ends;
  });

async function algorithmOf(Bucket: string): Promise<string | undefined> {
  const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
  return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
}

describe('a bucket that drifted in every way', () => {
  test('is read in one wave, written once a facet in a safe order and told about once', async () => {
    const bucket = await driftedBucket('bare');
    await aws.clearCalls();
    await aws.putEvent(configEvent(bucket));
    const alert = await inbox.first(bucket);

    const calls = await serviceCalls(bucket);
    const operations = calls.map((call) => call.operation);
    expect(operations.slice(0, 3).sort()).toEqual([
      'GetBucketEncryption',
      'GetBucketPolicy',
      'GetPublicAccessBlock',
    ]);
    // What is merged into is read again while the change is recorded.
    expect(operations.slice(3, 5).sort()).toEqual(['GetBucketEncryption', 'GetBucketPolicy']);
    expect(operations.slice(5, 7).sort()).toEqual(['PutBucketEncryption', 'PutBucketPolicy']);
    expect(operations.slice(7)).toEqual(['PutPublicAccessBlock']);
    expect(await algorithmOf(bucket)).toBe('aws:kms');
    expect(await publicAccessBlockOf(bucket)).toEqual(ALL_ON);
    expect(JSON.parse(await policyOf(bucket))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DenyInsecureTransport',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
    expect(alert).toMatchObject({
      outcome: 'fixed',
      severity: 'critical',
      bucket: { name: bucket },
    });
    expect(alert.changes.map((change) => change.facet)).toEqual([
      'encryption',
      'policy',
      'publicAccessBlock',
    ]);
    expect(await inbox.of(bucket)).toHaveLength(1);
    const publishes = (await aws.calls()).filter((call) => call.operation === 'Publish');
    expect(publishes).toHaveLength(2);
  });

  test("the service's own writes start nothing, and a second look costs reads only", async () => {
    const bucket = await driftedBucket('quiet');
    await aws.putEvent(configEvent(bucket));
    await inbox.first(bucket);
    await aws.clearCalls();
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed', 'compliant']));
    const operations = (await serviceCalls(bucket)).map((call) => call.operation).sort();
    expect(operations).toEqual(['GetBucketEncryption', 'GetBucketPolicy', 'GetPublicAccessBlock']);
    expect(await inbox.of(bucket)).toHaveLength(1);
  });

  test('five calls in a row become one look', async () => {
    const Bucket = bucketName('burst');
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    for (const sid of ['one', 'two', 'three']) {
      await putPolicy(Bucket, policyFor(Bucket, sid));
    }
    await eventually(async () => expect(await endsOf(Bucket)).toHaveLength(5));
    const looks = (await logLines(Bucket)).filter((line) => line.message === 'looked at a bucket');
    expect(looks).toHaveLength(1);
    expect(looks[0]?.['triggers']).toHaveLength(5);
    expect(await inbox.of(Bucket)).toHaveLength(1);
    expect(JSON.parse(await policyOf(Bucket)).Statement[0].Sid).toBe('three');
  });
});

describe('what an owner set is kept', () => {
  test.each<[string, (bucket: string) => string]>([
    [
      'a single object as Statement, an Id and an old Version',
      (bucket) =>
        `{ "Version": "2008-10-17", "Id": "mine",\n  "Statement": ${JSON.stringify(statementFor(bucket, 'single'))} }`,
    ],
    ['two statements of one Sid', (bucket) => policyFor(bucket, 'twin', 'twin')],
    ['our Sid with another meaning', (bucket) => policyFor(bucket, 'DenyInsecureTransport')],
    [
      'a TLS deny of the objects only',
      (bucket) =>
        policyWith({
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: `arn:aws:s3:::${bucket}/*`,
          Condition: { Bool: { 'aws:SecureTransport': false } },
        }),
    ],
    [
      'eighty statements',
      (bucket) => policyFor(bucket, ...Array.from({ length: 80 }, (_, index) => `s${index}`)),
    ],
  ])('policy: %s', async (_situation, makePolicy) => {
    const Bucket = bucketName('owned');
    const before = await unheard(async () => {
      await s3.send(new CreateBucketCommand({ Bucket }));
      await putPolicy(Bucket, makePolicy(Bucket));
      return policyOf(Bucket);
    });
    await aws.putEvent(configEvent(Bucket));
    const alert = await inbox.first(Bucket);
    const after = await policyOf(Bucket);
    const owned = [JSON.parse(before).Statement].flat();
    const statements = JSON.parse(after).Statement;
    expect(statements.slice(0, -1)).toEqual(owned);
    expect({ ...JSON.parse(after), Statement: [] }).toEqual({
      ...JSON.parse(before),
      Statement: [],
    });
    expect(statements).toHaveLength(owned.length + 1);
    expect(alert.changes.filter((change) => change.facet !== 'encryption')).toEqual([
      { id: expect.any(String), facet: 'policy', controls: ['tls-only'], before, after },
    ]);
  });

  test('encryption: a customer key, its bucket key and DSSE are never written', async () => {
    const Bucket = bucketName('dsse');
    const rule = {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: 'aws:kms:dsse' as const,
        KMSMasterKeyID:
          'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555',
      },
      BlockedEncryptionTypes: { EncryptionType: ['SSE-C' as const] },
    };
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [rule] },
      }),
    );
    await ended(Bucket);
    const { ServerSideEncryptionConfiguration } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]).toMatchObject(rule);
    const operations = (await serviceCalls(Bucket)).map((call) => call.operation);
    expect(operations).not.toContain('PutBucketEncryption');
  });

  test('public access block: what was on stays on, the rest comes on', async () => {
    const Bucket = bucketName('partial');
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: {
          ...ALL_ON,
          BlockPublicPolicy: false,
          BlockPublicAcls: false,
        },
      }),
    );
    const alert = await inbox.first(Bucket);
    expect(await publicAccessBlockOf(Bucket)).toEqual(ALL_ON);
    expect(alert.controls.find((control) => control.id === 'block-public-access')?.reason).toBe(
      'the public access block leaves BlockPublicAcls and BlockPublicPolicy off',
    );
  });
});

describe('effects', () => {
  test('a public object is gone from the public, and plain HTTP is refused while TLS still reads', async () => {
    const Bucket = bucketName('public');
    const reader = { accessKeyId: '000000000000', secretAccessKey: 'test' };
    const read = (who: 'anonymous' | typeof reader, plain: boolean) =>
      aws
        .s3(who, { plain, maxAttempts: 1 })
        .send(new GetObjectCommand({ Bucket, Key: 'note.txt' }))
        .then(
          (answer) => answer.$metadata.httpStatusCode,
          (error) => error.$metadata?.httpStatusCode,
        );
    await unheard(async () => {
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'note.txt', Body: 'hello' }));
      await putPolicy(Bucket, policyWith(statementFor(Bucket, 'open', { Principal: '*' })));
    });
    expect([await read('anonymous', false), await read('anonymous', true)]).toEqual([200, 200]);
    await aws.putEvent(configEvent(Bucket, 's3-bucket-public-read-prohibited'));
    await inbox.first(Bucket);
    expect([await read('anonymous', false), await read('anonymous', true)]).toEqual([403, 403]);
    expect(await read(reader, false)).toBe(200);
    expect(JSON.parse(await policyOf(Bucket)).Statement).toHaveLength(2);
  });
});

describe('what cannot be repaired has its own words, and the rest is repaired all the same', () => {
  test.each<[string, string, (bucket: string) => string]>([
    [
      'a stale principal',
      'stale-principal',
      (bucket) =>
        policyWith(statementFor(bucket, 'gone', { Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } })),
    ],
    [
      'a policy that is not JSON',
      'policy-malformed',
      () => '{ "Version": "2012-10-17", "Statement": [',
    ],
    [
      'a policy that is full',
      'policy-too-large',
      (bucket) =>
        JSON.stringify({
          Version: '2012-10-17',
          Id: 'x'.repeat(20_100),
          Statement: [statementFor(bucket, 'a')],
        }),
    ],
  ])('%s', async (_situation, kind, makePolicy) => {
    const bucket = await driftedBucket('blocked');
    const policy = makePolicy(bucket);
    await aws.plantPolicy(bucket, policy);
    await aws.putEvent(configEvent(bucket));
    const alert = await inbox.first(bucket);
    expect(alert.outcome).toBe('fixed');
    const tls = alert.controls.find((control) => control.id === 'tls-only');
    expect(tls).toMatchObject({ status: 'blocked', obstacle: { kind } });
    expect(await publicAccessBlockOf(bucket)).toEqual(ALL_ON);
    expect(await policyOf(bucket)).toBe(policy);
    const operations = (await serviceCalls(bucket)).map((call) => call.operation);
    expect(operations).not.toContain('PutBucketPolicy');
  });

  test('a policy that is public while public policies are blocked', async () => {
    const Bucket = bucketName('blocked');
    await unheard(() => s3.send(new CreateBucketCommand({ Bucket })));
    const policy = policyWith(statementFor(Bucket, 'open', { Principal: '*' }));
    await aws.plantPolicy(Bucket, policy);
    await aws.putEvent(configEvent(Bucket));
    const alert = await inbox.first(Bucket);
    expect(alert.outcome).toBe('fixed');
    expect(alert.controls.find((control) => control.id === 'tls-only')).toMatchObject({
      status: 'blocked',
      obstacle: { kind: 'public-policy-blocked' },
    });
    expect(JSON.parse(await policyOf(Bucket))).toEqual(JSON.parse(policy));
    expect(await publicAccessBlockOf(Bucket)).toEqual(ALL_ON);
  });
});

test('a bucket that is gone by the time it is looked at is counted as gone', async () => {
  const Bucket = bucketName('gone');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
  expect(await ended(Bucket)).toEqual(['gone']);
  expect(await inbox.of(Bucket)).toEqual([]);
});

test('outcomes are counted per control, and the time from event to fix is measured', async () => {
  const bucket = await driftedBucket('measured');
  await aws.putEvent(configEvent(bucket));
  await inbox.first(bucket);
  const metrics = (await aws.logs())
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line));
  expect(metrics).toContainEqual(
    expect.objectContaining({ control: 'tls-only', outcome: 'fixed', ControlOutcomes: 1 }),
  );
  const times = metrics.flatMap((metric) => metric.TimeToFix ?? []);
  expect(times.length).toBeGreaterThan(0);
  for (const time of times) expect(time).toBeLessThan(60_000);
  expect(stack.FunctionName).toContain('BucketWarden');
});
