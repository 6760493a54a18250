import { S3ServiceException } from '@aws-sdk/client-s3';
import type { UnknownObservation } from '../core/facet.ts';

/** The bucket does not exist (any more): nothing to judge, nothing to repair. */
export class BucketGoneError extends Error {
  override readonly name = 'BucketGoneError';
}

/** The bucket is in another Region than it was said to be: it was deleted, and made anew there. */
export class BucketElsewhereError extends Error {
  override readonly name = 'BucketElsewhereError';
  readonly region: string;

  constructor(region: string, options?: ErrorOptions) {
    super(`the bucket is in Region ${region}`, options);
    this.region = region;
  }
}

/** How a failed call is to be taken. */
export type Failure =
  /** The bucket is gone. */
  | 'gone'
  /** 404 of a facet that was never configured. */
  | 'not-configured'
  /** Permission is missing, or something denies it: another try will not help. */
  | 'denied'
  /** S3 understood and refused the value. */
  | 'rejected'
  /** Throttled, conflicting, timed out, or S3's own error: worth another try. */
  | 'unavailable';

// None of these is a modelled class of client-s3, so they are told by name.
const NOT_CONFIGURED = new Set([
  'NoSuchBucketPolicy',
  'NoSuchPublicAccessBlockConfiguration',
  'NoSuchTagSet',
  'ServerSideEncryptionConfigurationNotFoundError',
]);

const DENIED = new Set(['AccessDenied', 'AllAccessDisabled', 'AccountProblem']);

// Answers of status 400 that say nothing about the value that was sent either.
const PASSING = new Set([
  'ExpiredToken',
  'IncompleteBody',
  'KMS.ThrottlingException',
  'RequestTimeout',
  'ThrottlingException',
]);

// 4xx answers that say nothing about the value that was sent.
const PASSING_STATUS = new Set([403, 404, 408, 409, 429]);

/** Sorts an error of an S3 call. Errors that did not come from S3 (sockets, time-outs) are `unavailable`. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof S3ServiceException)) return 'unavailable';
  if (error.name === 'NoSuchBucket') return 'gone';
  if (NOT_CONFIGURED.has(error.name)) return 'not-configured';
  if (DENIED.has(error.name)) return 'denied';
  if (PASSING.has(error.name)) return 'unavailable';
  const status = error.$metadata.httpStatusCode ?? 500;
  return status >= 400 && status < 500 && !PASSING_STATUS.has(status) ? 'rejected' : 'unavailable';
}

/** The Region that S3 says the bucket is in, where it does not answer for being asked in another one. */
function regionInstead(error: unknown): string | undefined {
  if (!(error instanceof S3ServiceException)) return undefined;
  const { $metadata, $response, name } = error;
  const isElsewhere = $metadata.httpStatusCode === 301 || name === 'AuthorizationHeaderMalformed';
  return isElsewhere ? $response?.headers['x-amz-bucket-region'] : undefined;
}

/**
 * What a failed read says of its facet.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export function observationOfError(
  error: unknown,
): { readonly state: 'absent' } | UnknownObservation {
  const region = regionInstead(error);
  if (region !== undefined) throw new BucketElsewhereError(region, { cause: error });
  const failure = failureOf(error);
  if (failure === 'gone') throw new BucketGoneError('the bucket is gone', { cause: error });
  if (failure === 'not-configured') return { state: 'absent' };
  return {
    state: 'unknown',
    reason: failure === 'denied' ? 'denied' : 'unavailable',
    detail: describeError(error),
  };
}

/** An error's name and message, on one line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.replace(/\s+/g, ' ').trim();
  return message === '' || message === error.name ? error.name : `${error.name}: ${message}`;
}
