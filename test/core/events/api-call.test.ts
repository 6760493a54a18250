import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { eventFixture, OWN } from './fixtures.ts';

/** What comes of a PutBucketPolicy that differs in some fields from the one of the sample. */
function read(changes: Record<string, unknown>, envelope: Record<string, unknown> = {}) {
  const { event } = eventFixture('put-bucket-policy-by-terraform');
  const { detail, ...rest } = event as { detail: object };
  const changed = { ...rest, ...envelope, detail: { ...detail, ...changes } };
  return readMessage(JSON.stringify(changed), OWN);
}

const bucketArn = 'arn:aws:s3:::acme-logs';
const S3_CONTROL = '111122223333.s3-control.eu-central-1.amazonaws.com';
const byArn = { requestParameters: {}, resources: [{ arn: bucketArn }] };

describe('what cannot have changed a bucket is ignored', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a read by any name', { eventName: 'SelectObjectContent', readOnly: true }, 'read-only-call'],
    [
      'a read that does not say so',
      { eventName: 'HeadBucket', readOnly: undefined },
      'read-only-call',
    ],
    ['a call that is no management call', { managementEvent: false }, 'data-event'],
    ['a call of the category Data', { eventCategory: 'Data' }, 'data-event'],
    [
      "the account's public access block",
      { eventName: 'PutAccountPublicAccessBlock', requestParameters: {} },
      'account-level',
    ],
    [
      "the account's public access block, with a name that looks like a bucket's",
      { eventName: 'PutAccountPublicAccessBlock', requestParameters: { bucketName: 'acme' } },
      'account-level',
    ],
    [
      "a call of S3 Control's without a bucket",
      {
        eventName: 'CreateAccessPoint',
        requestParameters: { host: S3_CONTROL },
        resources: [],
      },
      'account-level',
    ],
    [
      'a tag on what is no bucket, wherever it was called',
      {
        eventName: 'UntagResource',
        requestParameters: { resourceArn: 'arn:aws:s3:eu-central-1:111122223333:storage-lens/all' },
        resources: [],
      },
      'account-level',
    ],
  ])('%s', (_situation, changes, reason) => {
    expect(read(changes)).toMatchObject({ kind: 'ignored', reason });
  });
});

describe('a call is the service’s own by its session', () => {
  const by = (arn: string | undefined, type = 'AssumedRole') => {
    const issuer = {
      sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/BucketWarden-Remediate' },
    };
    return read({ userIdentity: { type, arn, sessionContext: issuer } });
  };

  test.each(OWN.sessionArns)('%s', (arn) => {
    expect(by(arn)).toMatchObject({ kind: 'ignored', reason: 'own-change' });
  });

  test.each([
    ['somebody who assumed the role', 'mallory', 'BucketWarden-Remediate/mallory'],
    [
      "somebody's function that has the role",
      'their-function',
      'BucketWarden-Remediate/their-function',
    ],
    [
      'the role of one function by the name of the other',
      'BucketWarden-Sweep',
      'BucketWarden-Remediate/BucketWarden-Sweep',
    ],
  ])('and not where it is %s, whom the alert names', (_, name, session) => {
    const arn = `arn:aws:sts::111122223333:assumed-role/${session}`;
    expect(by(arn)).toMatchObject({
      kind: 'reconcile',
      trigger: { actor: { arn, name: `BucketWarden-Remediate/${name}` } },
    });
  });

  test('nor where nobody is named', () => {
    expect(by(undefined, 'AWSService')).toMatchObject({ kind: 'reconcile' });
  });
});

describe('what may have changed a bucket is looked at', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a write whose name has a read in it', { eventName: 'PutBucketGetList', readOnly: undefined }],
    [
      "a call of S3 Control's with a bucket",
      {
        requestParameters: {
          bucketName: 'acme-logs',
          host: S3_CONTROL,
        },
      },
    ],
    ['a bucket that only the resources name', byArn],
    [
      'a tag on a bucket, by the call for tags on anything',
      {
        eventName: 'TagResource',
        requestParameters: { resourceArn: bucketArn, host: S3_CONTROL },
        resources: [],
      },
    ],
  ])('%s', (_situation, changes) => {
    expect(read(changes)).toMatchObject({ kind: 'reconcile' });
  });
});

describe('whose bucket it is', () => {
  const foreign = { kind: 'ignored', reason: 'foreign-account' };
  const requestParameters = { bucketName: 'acme-logs' };
  const other = { arn: 'arn:aws:s3:::other', accountId: '444455556666', type: 'AWS::S3::Bucket' };

  test.each<[string, unknown[], object]>([
    ['the resource of its ARN', [{ arn: bucketArn, accountId: '444455556666' }], foreign],
    ['the resource of its type', [{ type: 'AWS::S3::Bucket', accountId: '444455556666' }], foreign],
    [
      'not that of another type',
      [{ type: 'AWS::S3::Object', accountId: '4444' }],
      { kind: 'reconcile' },
    ],
    [
      'not that of another type, with an account',
      [{ type: 'AWS::KMS::Key', accountId: '444455556666' }],
      { kind: 'reconcile' },
    ],
    ['not that of another bucket', [other], { kind: 'reconcile' }],
    [
      'the second of two resources',
      [other, { arn: bucketArn, accountId: '111122223333' }],
      { kind: 'reconcile' },
    ],
  ])('%s tells', (_situation, resources, expected) => {
    expect(read({ requestParameters, resources })).toMatchObject(expected);
  });
});

describe('a cause has', () => {
  const triggerOf = (message: ReturnType<typeof read>) =>
    message.kind === 'reconcile' ? message.trigger : undefined;

  test("CloudTrail's id, or else EventBridge's, or else none", () => {
    expect(triggerOf(read({ eventID: 'e-1' }, { id: 'b-1' }))?.id).toBe('e-1');
    expect(triggerOf(read({ eventID: undefined }, { id: 'b-1' }))?.id).toBe('b-1');
    expect(triggerOf(read({ eventID: undefined }, { id: undefined }))?.id).toBe('unknown');
  });

  test('the name of the call, where it is told', () => {
    expect(triggerOf(read({ eventName: undefined }))).toMatchObject({ call: 'unknown' });
  });
});
