import { expect, test } from 'vitest';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { eventFixture, OWN } from './fixtures.ts';

/** What log and dead-letter queue say of a message that is no look. */
function detailOf(body: string): string | undefined {
  const message = readMessage(body, OWN);
  if (message.kind === 'malformed') return message.error;
  return message.kind === 'ignored' ? message.detail : undefined;
}

function changed(name: string, changes: Record<string, unknown>): string {
  const { detail, ...event } = eventFixture(name).event as { detail: object };
  return JSON.stringify({ ...event, detail: { ...detail, ...changes } });
}

test.each([
  ['access-analyzer-finding', 'aws.access-analyzer: Access Analyzer Finding'],
  ['call-whose-detail-is-a-string', 'AWS API Call via CloudTrail: detail is not an object'],
  ['config-account-compliant', 'cloudtrail-enabled'],
  [
    'config-account-public-access-block',
    's3-account-level-public-access-blocks-periodic: AWS::S3::AccountPublicAccessBlock',
  ],
  ['config-notification-through-sns', 'not an event: no detail-type'],
  ['config-of-a-deleted-bucket', 's3-bucket-ssl-requests-only: NOT_APPLICABLE'],
  ['config-of-another-account', 'acme-old belongs to 444455556666'],
  ['config-without-a-result', 'Config rule s3-bucket-ssl-requests-only: no complianceType'],
  ['config-without-resource-id', 'Config rule s3-bucket-ssl-requests-only: no resourceId'],
  ['create-bucket-already-exists', 'CreateBucket failed with BucketAlreadyOwnedByYou'],
  ['create-directory-bucket', 'CreateBucket by s3express.amazonaws.com'],
  ['create-user-in-iam', 'CreateUser by iam.amazonaws.com'],
  ['get-bucket-policy', 'GetBucketPolicy'],
  ['list-instead-of-an-event', 'not an event: JSON, but not an object'],
  [
    'put-bucket-encryption-naming-no-bucket',
    'PutBucketEncryption names no bucket, neither in requestParameters nor in resources',
  ],
  ['put-bucket-policy-on-directory-bucket', 'acme-fast--euc1-az1--x-s3'],
  ['put-bucket-policy-with-a-path-for-a-name', 'not a bucket name: "../other-bucket"'],
  ['put-bucket-policy-without-region', 'acme-nowhere: no Region'],
])('%s: %s', (fixture, expected) => {
  expect(detailOf(eventFixture(fixture).body)).toBe(expected);
});

test.each<[string, string, Record<string, unknown>, string]>([
  [
    'a call of no service',
    'create-user-in-iam',
    { eventSource: undefined },
    'CreateUser by no eventSource',
  ],
  [
    'a call without a name',
    'create-user-in-iam',
    { eventName: undefined },
    'unknown by iam.amazonaws.com',
  ],
  [
    'a Config rule without a name',
    'config-without-resource-id',
    { configRuleName: undefined },
    'Config rule unknown: no resourceId',
  ],
  [
    'an evaluation of nothing',
    'config-ssl-noncompliant',
    { resourceType: undefined },
    's3-bucket-ssl-requests-only: no resourceType',
  ],
  [
    'a name that is far too long',
    'create-bucket-by-iam-user',
    { requestParameters: { bucketName: '/'.repeat(1_000) } },
    `not a bucket name: "${'/'.repeat(300)}"`,
  ],
])('%s', (_situation, fixture, changes, expected) => {
  expect(detailOf(changed(fixture, changes))).toBe(expected);
});

test('a text that is no JSON', () => {
  expect(detailOf('hello')).toMatch(/^not JSON: Unexpected token/);
});

test('an event of no source', () => {
  expect(detailOf('{"detail-type":"Weather"}')).toBe('no source: Weather');
});

test('an event of no account', () => {
  const { account: _, ...event } = eventFixture('put-bucket-policy-by-terraform').event as {
    account: string;
    detail: object;
  };
  const detail = { ...event.detail, recipientAccountId: undefined, resources: [] };
  expect(detailOf(JSON.stringify({ ...event, detail }))).toMatch(/: no account id$/);
});

test("a Config evaluation keeps EventBridge's id, or has none", () => {
  const { id: _, ...event } = eventFixture('config-ssl-noncompliant').event as { id: string };
  const idOf = (body: unknown) => {
    const message = readMessage(JSON.stringify(body), OWN);
    return message.kind === 'reconcile' && message.trigger.id;
  };
  expect(idOf({ ...event, id: 'b-1' })).toBe('b-1');
  expect(idOf(event)).toBe('unknown');
});
