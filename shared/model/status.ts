interface StatusFacts {
  /** Rank among the outcomes of a whole reconcile: what was written outranks what could not be. */
  readonly outcomeRank: number;
  /** Whether an alert names the control among what it is about. */
  readonly isProblem: boolean;
  /** Whether it stays until somebody does something: notified once, and again when it changes. */
  readonly isFinding: boolean;
  /** Whether the reconcile is over; otherwise its message comes again. */
  readonly isFinished: boolean;
  /** What a person who only reads is told of the control. */
  readonly verdict: ReadVerdict;
  /** The outcome as the start of a mail's subject. */
  readonly headline: string;
  /** A control of that status, in a mail. */
  readonly mailWords: string;
  /** The outcome in front of a chat message's title. */
  readonly chatSign: string;
  /** After a control's id, where a plan is shown and nothing is written. */
  readonly plannedWords: string;
  /** A bucket of that outcome, in the summary of a sweep. */
  readonly bucketWords: string;
  /** After the number of buckets that a control came out so for. */
  readonly countWords: string;
}

/** What a person who only reads is told: `unknown` where a facet could not be read, `exempt` where it was left alone. */
export type ReadVerdict =
  | 'compliant'
  | 'noncompliant'
  | 'blocked'
  | 'unknown'
  | 'exempt'
  | 'not-applicable';

/**
 * How a control can come out of one reconcile, what needs a person first. Schemas, ranks, words, marks and counts
 * derive from it.
 */
export const STATUSES = {
  /** A person is needed, see `obstacle`. */
  blocked: {
    outcomeRank: 2,
    isProblem: true,
    isFinding: true,
    isFinished: true,
    verdict: 'blocked',
    headline: 'Action needed',
    mailWords: 'NOT FIXED, NEEDS YOU',
    chatSign: ':warning:',
    plannedWords: ', to be told',
    bucketWords: 'not fixed, needs a person',
    countWords: 'not fixed',
  },
  /** Somebody keeps undoing the repair, so the next one waits. */
  slowed: {
    outcomeRank: 3,
    isProblem: true,
    isFinding: false,
    isFinished: false,
    verdict: 'noncompliant',
    headline: 'Keeps being undone',
    mailWords: 'NOT YET FIXED, KEEPS COMING BACK',
    chatSign: ':repeat:',
    plannedWords: ', to be repaired later',
    bucketWords: 'not fixed yet, keeps being undone',
    countWords: 'undone again and again',
  },
  /** AWS did not answer properly. */
  unavailable: {
    outcomeRank: 6,
    isProblem: true,
    isFinding: false,
    isFinished: false,
    verdict: 'unknown',
    headline: 'Not done yet',
    mailWords: 'NOT YET FIXED',
    chatSign: ':hourglass_flowing_sand:',
    plannedWords: ', to be tried again',
    bucketWords: 'not read: S3 gave no proper answer',
    countWords: 'not read',
  },
  /** Found in audit mode, not written. */
  audited: {
    outcomeRank: 4,
    isProblem: true,
    isFinding: true,
    isFinished: true,
    verdict: 'noncompliant',
    headline: 'Audit only',
    mailWords: 'NOT FIXED (audit mode)',
    chatSign: ':mag:',
    plannedWords: ', to be told',
    bucketWords: 'would be changed',
    countWords: 'would be changed',
  },
  /** Found, and nothing that the service writes would mend it. */
  reported: {
    outcomeRank: 5,
    isProblem: true,
    isFinding: true,
    isFinished: true,
    verdict: 'noncompliant',
    headline: 'Reported',
    mailWords: 'NOT FIXED, REPORTED ONLY',
    chatSign: ':mag:',
    plannedWords: ', to be told',
    bucketWords: 'reported, for a person to mend',
    countWords: 'reported',
  },
  /** Written. */
  fixed: {
    outcomeRank: 1,
    isProblem: true,
    isFinding: false,
    isFinished: true,
    verdict: 'noncompliant',
    headline: 'Fixed',
    mailWords: 'FIXED',
    chatSign: ':white_check_mark:',
    plannedWords: ', to be repaired',
    bucketWords: 'fixed',
    countWords: 'fixed',
  },
  /** Not judged and not written, `reason` says by whom and why. */
  exempt: {
    outcomeRank: 7,
    isProblem: false,
    isFinding: false,
    isFinished: true,
    verdict: 'exempt',
    headline: 'Exempt',
    mailWords: 'EXEMPT',
    chatSign: ':white_check_mark:',
    plannedWords: ', left alone',
    bucketWords: 'exempt',
    countWords: 'exempt',
  },
  compliant: {
    outcomeRank: 8,
    isProblem: false,
    isFinding: false,
    isFinished: true,
    verdict: 'compliant',
    headline: 'Compliant',
    mailWords: 'COMPLIANT',
    chatSign: ':white_check_mark:',
    plannedWords: '',
    bucketWords: 'compliant',
    countWords: 'compliant',
  },
  /** The control does not concern the resource. */
  'not-applicable': {
    outcomeRank: 9,
    isProblem: false,
    isFinding: false,
    isFinished: true,
    verdict: 'not-applicable',
    headline: 'Not applicable',
    mailWords: 'NOT APPLICABLE',
    chatSign: ':white_check_mark:',
    plannedWords: ', not concerned',
    bucketWords: 'not concerned',
    countWords: 'not concerned',
  },
} as const satisfies Record<string, StatusFacts>;

export type Status = keyof typeof STATUSES;

/** The statuses that a predicate of the table holds for. */
type StatusWhere<Fact extends keyof StatusFacts, Value> = {
  [Name in Status]: (typeof STATUSES)[Name][Fact] extends Value ? Name : never;
}[Status];

/** What an alert is about. */
export type ProblemStatus = StatusWhere<'isProblem', true>;

/** Every status, what needs a person first. */
export const STATUS_NAMES = Object.keys(STATUSES) as [Status, ...Status[]];

/** What an alert is about, what needs a person first. */
export const PROBLEM_STATUSES = STATUS_NAMES.filter(isProblem) as [
  ProblemStatus,
  ...ProblemStatus[],
];

/** Whether an alert names controls of that status. */
export function isProblem(status: Status): status is ProblemStatus {
  return STATUSES[status].isProblem;
}

/** Every status but `compliant`, what was written first: it outranks what could not be. */
export const OUTCOMES_BY_RANK = STATUS_NAMES.filter((status) => status !== 'compliant').sort(
  (left, right) => STATUSES[left].outcomeRank - STATUSES[right].outcomeRank,
);

/** The status that stands for several: of a whole reconcile. */
export function outcomeAmong(statuses: Iterable<Status>): Status {
  const all = new Set(statuses);
  const first = OUTCOMES_BY_RANK.find((status) => all.has(status));
  // That a control does not concern the resource says nothing of the others, which were compliant.
  return first === undefined || first === 'not-applicable' ? 'compliant' : first;
}

/** Severities, the worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

export type Severity = (typeof SEVERITIES)[number];
