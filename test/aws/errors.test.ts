import { S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { failureOf } from '../../shared/aws/errors.ts';

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
