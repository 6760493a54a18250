import { describe, expect, test } from 'vitest';
import { type Message, readMessage } from '../../../shared/core/events/read-message.ts';
import { UNKNOWN_TIME } from '../../../shared/core/events/time.ts';
import type { ApiCallTrigger, Trigger } from '../../../shared/model/trigger.ts';
import { eventFixture, eventFixtures, OWN } from './fixtures.ts';

describe('every file of events/', () => {
  test.each(eventFixtures())('$name: $expect', ({ body, expect: expected }) => {
    const message = readMessage(body, OWN);
    expect(message.kind === 'ignored' ? `ignored:${message.reason}` : message.kind).toBe(expected);
  });

  test.each(eventFixtures())('$name says where it came from', ({ source, matches }) => {
    expect(source).toMatch(
      /^(Written by hand|[\w-]+\/[\w-]+.*\(Apache-2\.0|awsdocs user guides \(MIT-0\))/,
    );
    expect(typeof matches).toBe('boolean');
  });
});

describe('a look', () => {
  test('has the bucket, its Region and account, and who made which call from where and when', () => {
    expect(read('create-bucket-by-iam-user')).toEqual({
      kind: 'reconcile',
      bucket: {
        kind: 'bucket',
        name: 'acme-logs',
        region: 'eu-central-1',
        account: '111122223333',
        partition: 'aws',
      },
      trigger: {
        kind: 'api-call',
        id: expect.stringMatching(/^000d/),
        time: '2026-11-20T09:15:02Z',
        call: 'CreateBucket',
        actor: {
          type: 'IAMUser',
          name: 'alice',
          arn: 'arn:aws:iam::111122223333:user/alice',
          account: '111122223333',
        },
        sourceIp: '203.0.113.7',
        userAgent: expect.stringContaining('aws-cli/2.31.23'),
      },
    });
  });

  test('has the Config rule and what it noted', () => {
    expect(triggerIn(read('config-first-evaluation-with-annotation'))).toEqual({
      kind: 'config-evaluation',
      id: expect.any(String),
      time: '2026-11-20T10:00:05Z',
      ruleName: 's3-bucket-public-read-prohibited',
      annotation: 'The S3 bucket policy allows public read access.',
    });
  });

  test('takes the bucket from the ARN where requestParameters were too large', () => {
    expect(bucketIn(read('put-bucket-policy-truncated'))).toBe('acme-large');
    expect(bucketIn(read('tag-resource-on-bucket'))).toBe('acme-data');
    expect(bucketIn(read('delete-bucket-policy-with-null-request-parameters'))).toBe('acme-nulls');
  });

  test('takes the Region of the call, and that of the envelope only without it', () => {
    const message = read('put-bucket-policy-with-the-region-in-the-envelope-only');
    expect(message.kind === 'reconcile' && message.bucket.region).toBe('eu-west-1');
    const other = changed('put-bucket-policy-by-terraform', (event) => ({
      ...event,
      region: 'us-east-1',
    }));
    expect(other.kind === 'reconcile' && other.bucket.region).toBe('eu-central-1');
  });

  test.each([
    ['create-bucket-by-root', 'root'],
    ['create-bucket-by-iam-user', 'alice'],
    ['create-bucket-by-console-role', 'Sandbox_Dev/user'],
    [
      'create-bucket-by-sso-user',
      'AWSReservedSSO_AdministratorAccess_0123456789abcdef/jane.doe@example.com',
    ],
    ['create-bucket-through-cloudformation', 'deploy/ci-4711'],
    ['create-bucket-by-aws-service', 'athena.amazonaws.com'],
    ['delete-bucket-policy-by-federated-user', 'bob'],
    ['put-bucket-policy-by-another-account', 'account 444455556666'],
    ['put-bucket-policy-with-oddly-typed-fields', 'unknown'],
    ['delete-bucket-encryption-by-nobody-known', 'unknown'],
  ])('%s is by %s', (fixture, name) => {
    expect(callIn(read(fixture)).actor.name).toBe(name);
  });

  test('names the service that called on behalf of a role', () => {
    expect(callIn(read('create-bucket-through-cloudformation')).actor).toMatchObject({
      type: 'AssumedRole',
      roleArn: 'arn:aws:iam::111122223333:role/deploy',
      invokedBy: 'cloudformation.amazonaws.com',
    });
  });

  test('takes a field whose name is in another case than today', () => {
    expect(callIn(read('put-bucket-policy-in-pascal-case')).sourceIp).toBe('203.0.113.7');
    expect(bucketIn(read('put-bucket-policy-in-pascal-case'))).toBe('acme-pascal');
  });

  test('has no time earlier than is told: the call, the envelope, the queue, then none', () => {
    const without = (...keys: string[]) =>
      JSON.stringify(eventFixture('put-bucket-policy-by-terraform').event, (key, value) =>
        keys.includes(key) ? undefined : value,
      );
    const time = (body: string, arrivedAt?: string) => {
      const message = readMessage(body, OWN, arrivedAt);
      return message.kind === 'reconcile' && message.trigger.time;
    };
    const arrived = '2026-11-20T09:16:00Z';
    expect(time(without(), arrived)).toBe('2026-11-20T09:15:02Z');
    expect(time(without('eventTime'), arrived)).toBe('2026-11-20T09:15:02Z');
    expect(time(without('eventTime', 'time'), arrived)).toBe(arrived);
    expect(time(without('eventTime', 'time'))).toBe(UNKNOWN_TIME);
  });

  test('has the partition that we are in', () => {
    const own = { ...OWN, partition: 'aws-us-gov' };
    const message = readMessage(eventFixture('create-bucket-by-iam-user').body, own);
    expect(message.kind === 'reconcile' && message.bucket.partition).toBe('aws-us-gov');
  });
});

describe('what a write depends on', () => {
  test.each([
    '..',
    '...',
    'a',
    'ab',
    'a/b',
    'a b',
    'a\nb',
    'a:b',
    '',
    'ä-bucket',
    'x'.repeat(256),
    '$(x)',
    'a%2fb',
  ])('a bucket named %j is malformed', (bucketName) => {
    const message = named(bucketName);
    expect(message.kind).toBe('malformed');
  });

  test.each(['abc', '123', 'a.b-c', 'Acme_Logs', 'x'.repeat(255)])(
    'a bucket named %j is looked at',
    (bucketName) => {
      expect(bucketIn(named(bucketName))).toBe(bucketName);
    },
  );

  test('no account id anywhere is malformed', () => {
    const message = changed('put-bucket-policy-by-terraform', ({ account, detail, ...event }) => {
      const { recipientAccountId, resources, ...call } = detail as Record<string, unknown>;
      return { ...event, detail: call };
    });
    expect(message.kind).toBe('malformed');
  });

  test.each(['errorCode', 'ErrorCode'])('a call with an %s failed', (field) => {
    const message = changed('put-bucket-policy-by-terraform', (event) => ({
      ...event,
      detail: { ...(event['detail'] as object), [field]: 'AccessDenied' },
    }));
    expect(message).toMatchObject({ kind: 'ignored', reason: 'failed-call' });
  });

  test.each([null, ''])('a call whose errorCode is %j did not fail', (errorCode) => {
    const message = changed('put-bucket-policy-by-terraform', (event) => ({
      ...event,
      detail: { ...(event['detail'] as object), errorCode },
    }));
    expect(message.kind).toBe('reconcile');
  });

  test('a deeply nested message ends like any other', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(readMessage(deep, OWN).kind).toBe('malformed');
    expect(readMessage(`{"detail-type":${deep}}`, OWN).kind).toBe('malformed');
  });
});

function read(name: string): Message {
  return readMessage(eventFixture(name).body, OWN);
}

function changed(name: string, change: (event: Record<string, unknown>) => unknown): Message {
  return readMessage(
    JSON.stringify(change(eventFixture(name).event as Record<string, unknown>)),
    OWN,
  );
}

function named(bucketName: string): Message {
  return changed('create-bucket-by-iam-user', (event) => ({
    ...event,
    detail: { ...(event['detail'] as object), requestParameters: { bucketName } },
  }));
}

function bucketIn(message: Message): string | undefined {
  return message.kind === 'reconcile' ? message.bucket.name : undefined;
}

function triggerIn(message: Message): Trigger {
  if (message.kind !== 'reconcile') throw new Error(`not a look but ${message.kind}`);
  return message.trigger;
}

function callIn(message: Message): ApiCallTrigger {
  const trigger = triggerIn(message);
  if (trigger.kind !== 'api-call') throw new Error('not an API call');
  return trigger;
}
