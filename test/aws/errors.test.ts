import { S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { BucketElsewhereError, failureOf, observationOfError } from '../../shared/aws/errors.ts';
import { S3_ANSWERS } from '../../shared/aws/s3-answers.ts';

function answer(name: string, httpStatusCode?: number): S3ServiceException {
  const $metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  return new S3ServiceException({ name, message: name, $fault: 'client', $metadata });
}

test.each([
  ['gone', 'NoSuchBucket', 404],
  ['not-configured', 'NoSuchBucketPolicy', 404],
  ['not-configured', 'NoSuchTagSet', 404],
  ['denied', 'AccessDenied', 403],
  ['denied', 'AllAccessDisabled', 403],
  ['rejected', 'MalformedPolicy', 400],
  ['rejected', 'InvalidArgument', 400],
  ['rejected', 'KMS.NotFoundException', 400],
  ['rejected', 'KMS.DisabledException', 400],
  ['rejected', 'KMS.KMSInvalidStateException', 400],
  ['rejected', 'AnErrorNobodyKnows', 400],
  ['denied', 'AnErrorNobodyKnows', 403],
  ['unavailable', 'AnErrorNobodyKnows', 404],
  ['unavailable', 'AnErrorNobodyKnows', 409],
  ['denied', 'AccountProblem', 403],
  ['denied', 'MethodNotAllowed', 405],
  ['credentials', 'InvalidToken', 400],
  ['credentials', 'IllegalLocationConstraintException', 400],
  ['credentials', 'InvalidAccessKeyId', 403],
  ['credentials', 'SignatureDoesNotMatch', 403],
  ['credentials', 'OptInRequired', 403],
  ['unsupported', 'NotImplemented', 501],
  ['unsupported', 'UnsupportedOperation', 400],
  ['rejected', 'InvalidBucketState', 409],
  ['unavailable', 'AuthorizationHeaderMalformed', 400],
  ['unavailable', 'PermanentRedirect', 301],
  ['unavailable', 'TokenRefreshRequired', 400],
  ['unavailable', 'RequestExpired', 403],
  ['unavailable', 'TooManyRequestsException', 400],
  ['unavailable', 'KMS.KMSInternalException', 400],
  ['unavailable', 'KMS.ThrottlingException', 400],
  ['unavailable', 'RequestTimeout', 400],
  ['unavailable', 'ExpiredToken', 400],
  ['unavailable', 'OperationAborted', 409],
  ['unavailable', 'RequestTimeTooSkewed', 403],
  ['unavailable', 'SlowDown', 503],
  ['unavailable', 'an answer without a status', undefined],
] as const)('%s: %s', (failure, name, status) => {
  expect(failureOf(answer(name, status))).toBe(failure);
});

test('unavailable: what is no answer of S3', () => {
  expect(failureOf(new Error('socket hang up'))).toBe('unavailable');
});

test('a name that every object has is no name of an answer', () => {
  expect(failureOf(answer('constructor', 400))).toBe('rejected');
});

test('every answer in the table says why it is taken so', () => {
  for (const { why } of Object.values(S3_ANSWERS)) expect(why).toMatch(/^\w.+[^.]$/);
});

describe('a read that failed', () => {
  test.each([
    ['AccessDenied', 403, 'denied'],
    ['InvalidToken', 400, 'credentials'],
    ['IllegalLocationConstraintException', 400, 'credentials'],
    ['NotImplemented', 501, 'unsupported'],
    ['InvalidRequest', 400, 'unsupported'],
    ['SlowDown', 503, 'unavailable'],
  ])('with %s (%i) is unknown: %s', (name, status, reason) => {
    expect(observationOfError(answer(name, status))).toEqual({
      state: 'unknown',
      reason,
      detail: name,
    });
  });

  test('names the policy that denied it', () => {
    const error = answer('AccessDenied', 403);
    error.message =
      'not authorized to perform: s3:GetBucketPolicy with an explicit deny in a resource control policy';
    expect(observationOfError(error)).toMatchObject({
      reason: 'denied',
      refusedBy: { kind: 'resource-control-policy', effect: 'denies' },
    });
  });

  test('in the wrong Region says which is the right one, if only in its body', () => {
    const error = Object.assign(answer('AuthorizationHeaderMalformed', 400), {
      Region: 'eu-west-3',
    });
    expect(() => observationOfError(error)).toThrow(new BucketElsewhereError('eu-west-3'));
  });

  test('in the wrong Region that names no other is worth another try', () => {
    const error = answer('AuthorizationHeaderMalformed', 400);
    expect(observationOfError(error)).toMatchObject({ reason: 'unavailable' });
  });
});
