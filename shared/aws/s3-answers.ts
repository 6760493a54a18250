/** How a failed call is to be taken. */
export type Failure =
  /** The bucket is gone. */
  | 'gone'
  /** 404 of a facet that was never configured. */
  | 'not-configured'
  /** Permission is missing, or something denies it: another try will not help. */
  | 'denied'
  /** S3 does not take the caller's credentials, in this Region or at all: another try will not help. */
  | 'credentials'
  /** S3 does not answer this call for this bucket, whatever was sent: another try will not help. */
  | 'unsupported'
  /** S3 understood and refused the value. */
  | 'rejected'
  /** Throttled, conflicting, timed out, or S3's own error: worth another try. */
  | 'unavailable';

interface Answer {
  readonly failure: Failure;
  /** Why it is taken so, where the name alone does not say. */
  readonly why: string;
}

const FOREIGN_TOKEN = {
  failure: 'credentials',
  why: 'the Region is not enabled for the account, or the token is one of version 1, which opt-in Regions do not take',
} as const;
const BAD_CREDENTIALS = {
  failure: 'credentials',
  why: 'S3 knows no such credentials, and will not know them at the next try',
} as const;
const FRESH_CREDENTIALS = {
  failure: 'unavailable',
  why: 'the next invocation has fresh credentials',
} as const;
const CLOCK = { failure: 'unavailable', why: 'the SDK sets its clock by the answer' } as const;
const BUSY = { failure: 'unavailable', why: 'it was too much at once' } as const;
const CUT_OFF = { failure: 'unavailable', why: 'the request did not arrive whole' } as const;
const ELSEWHERE = {
  failure: 'unavailable',
  why: 'the bucket is in another Region than it was said to be: the next look asks where',
} as const;
const KMS_BUSY = { failure: 'unavailable', why: 'KMS itself failed, not the key' } as const;
const NOT_HERE = { failure: 'unsupported', why: 'S3 does not have the call here' } as const;

/**
 * The answers of S3 of which the status alone does not say how to take them, by name: none is a modelled class of
 * client-s3. Collected from "Error responses" of the S3 API reference.
 */
export const S3_ANSWERS: Readonly<Record<string, Answer>> = {
  NoSuchBucket: { failure: 'gone', why: 'the bucket was deleted' },

  AccessDenied: { failure: 'denied', why: 'a policy denies it, or none allows it' },
  AllAccessDisabled: { failure: 'denied', why: 'AWS disabled the bucket: AWS Support can say why' },
  AccountProblem: { failure: 'denied', why: 'AWS stopped the account: AWS Support can say why' },
  // Answered to callers of another account, even where a policy allows them the call.
  MethodNotAllowed: { failure: 'denied', why: "only the owner's account may make the call" },

  InvalidToken: FOREIGN_TOKEN,
  IllegalLocationConstraintException: FOREIGN_TOKEN,
  // What long-term credentials are answered in a Region that is not enabled.
  InvalidAccessKeyId: BAD_CREDENTIALS,
  InvalidClientTokenId: BAD_CREDENTIALS,
  InvalidSecurity: BAD_CREDENTIALS,
  SignatureDoesNotMatch: BAD_CREDENTIALS,
  UnrecognizedClientException: BAD_CREDENTIALS,
  NotSignedUp: { failure: 'credentials', why: 'the account has no S3' },
  OptInRequired: { failure: 'credentials', why: 'the account has no S3 in the Region' },

  NotImplemented: NOT_HERE,
  UnsupportedOperation: NOT_HERE,

  ExpiredToken: FRESH_CREDENTIALS,
  TokenRefreshRequired: FRESH_CREDENTIALS,
  RequestExpired: CLOCK,
  RequestTimeTooSkewed: CLOCK,
  IncompleteBody: CUT_OFF,
  RequestTimeout: CUT_OFF,
  RequestLimitExceeded: BUSY,
  Throttling: BUSY,
  ThrottlingException: BUSY,
  TooManyRequestsException: BUSY,
  'KMS.ThrottlingException': BUSY,
  'KMS.DependencyTimeoutException': KMS_BUSY,
  'KMS.KMSInternalException': KMS_BUSY,
  'KMS.KeyUnavailableException': KMS_BUSY,
  AuthorizationHeaderMalformed: ELSEWHERE,
  PermanentRedirect: ELSEWHERE,
  TemporaryRedirect: ELSEWHERE,

  InvalidBucketState: { failure: 'rejected', why: 'what the bucket is stands against the value' },
};

/** How S3's answer of a name is taken; undefined where its status says it. */
export function knownAnswer(name: string): Answer | undefined {
  return Object.hasOwn(S3_ANSWERS, name) ? S3_ANSWERS[name] : undefined;
}

// 4xx answers that pass: not found (yet), timed out, in conflict, too many.
const PASSING_STATUS = new Set([404, 408, 409, 429]);

/** How an answer of a name that nobody has heard of is taken. */
export function answerOfStatus(status: number): Failure {
  if (status < 400 || status >= 500 || PASSING_STATUS.has(status)) return 'unavailable';
  return status === 401 || status === 403 ? 'denied' : 'rejected';
}
