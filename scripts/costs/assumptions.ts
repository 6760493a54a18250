/** What nobody can measure here: how an account behaves, and AWS itself. */
export interface Assumptions {
  readonly sweepsAMonth: number;
  /** Calls that the rules pass on: new buckets, and edits of policy, encryption or public access block. */
  readonly eventsABucket: number;
  /** Looks after an event that find all three settings broken. */
  readonly shareBroken: number;
  readonly mailAddresses: number;
  /** What one call to S3 or DynamoDB takes. */
  readonly callMs: number;
  /** From a request to the first line of the handler, in a new instance. */
  readonly coldStartMs: number;
  /** An instance without work is gone after this. */
  readonly idleMinutes: number;
  /** Lambda's own lines for each request: START, END and REPORT. */
  readonly platformLogBytes: number;
  /** Lambda asks an idle queue with five long polls of 20 seconds at once. */
  readonly pollsAMinute: number;
}

export const ASSUMPTIONS: Assumptions = {
  sweepsAMonth: 30,
  eventsABucket: 1,
  shareBroken: 0.05,
  mailAddresses: 2,
  callMs: 50,
  coldStartMs: 300,
  idleMinutes: 10,
  platformLogBytes: 300,
  pollsAMinute: 15,
};

export const DAYS_A_MONTH = 30;
export const HOURS_A_MONTH = DAYS_A_MONTH * 24;
export const MINUTES_A_MONTH = HOURS_A_MONTH * 60;
