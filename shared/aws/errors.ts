import { S3ServiceException } from '@aws-sdk/client-s3';
import { refusingPolicyOf } from '../core/refusal/refusing-policy.ts';
import type { UnknownObservation } from '../model/facet.ts';
import { NOT_CONFIGURED } from '../resources/calls.ts';
import { answerOfStatus, type Failure, knownAnswer } from './s3-answers.ts';

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

/** Sorts an error of an S3 call. Errors that did not come from S3 (sockets, time-outs) are `unavailable`. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof S3ServiceException)) return 'unavailable';
  const status = error.$metadata.httpStatusCode ?? 500;
  if (NOT_CONFIGURED.has(error.name)) return 'not-configured';
  return knownAnswer(error.name)?.failure ?? answerOfStatus(status);
}

/** The Region that S3 says the bucket is in, where it does not answer for being asked in another one. */
function regionInstead(error: unknown): string | undefined {
  if (!(error instanceof S3ServiceException)) return undefined;
  const { $metadata, $response, name } = error;
  const isElsewhere = $metadata.httpStatusCode === 301 || name === 'AuthorizationHeaderMalformed';
  if (!isElsewhere) return undefined;
  // The body of AuthorizationHeaderMalformed names it too, should a proxy have dropped the header.
  const inBody = (error as { readonly Region?: unknown }).Region;
  return (
    $response?.headers['x-amz-bucket-region'] ?? (typeof inBody === 'string' ? inBody : undefined)
  );
}

/** What failures of a read mean. A value that was sent cannot be at fault: there was none. */
const UNKNOWN_BY: Readonly<Record<RefusedRead | 'unavailable', UnknownObservation['reason']>> = {
  denied: 'denied',
  credentials: 'credentials',
  unsupported: 'unsupported',
  rejected: 'unsupported',
  unavailable: 'unavailable',
};

type RefusedRead = Exclude<Failure, 'gone' | 'not-configured' | 'unavailable'>;

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
  const detail = describeError(error);
  const refusedBy = failure === 'denied' ? refusingPolicyOf(detail) : undefined;
  return {
    state: 'unknown',
    reason: UNKNOWN_BY[failure],
    detail,
    ...(refusedBy === undefined ? {} : { refusedBy }),
  };
}

/** An error's name and message, on one line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.replace(/\s+/g, ' ').trim();
  return message === '' || message === error.name ? error.name : `${error.name}: ${message}`;
}

/** Whether a call failed for want of a permission. */
export function isDenied(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(AccessDenied|AuthorizationError|UnauthorizedOperation)/.test(error.name)
  );
}
