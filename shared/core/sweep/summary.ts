import type { Obstacle } from '../../model/obstacle.ts';
import type { ProblemStatus, Severity, Status } from '../../model/status.ts';
import type { Exemption } from '../exemptions.ts';
import type { HearingFinding } from '../hearing/check.ts';
import type { RefusingPolicy } from '../refusal/refusing-policy.ts';
import type { Unheard } from './unheard.ts';

/** What made a sweep start. */
export type SweepTrigger = 'schedule' | 'deployment' | 'person';

/** `by-settings`: each control in its own mode. `audit`: nothing is written, whatever the modes. */
export type SweepMode = 'by-settings' | 'audit';

/** How a sweep left one bucket: the worst of its controls, `gone`, or `unavailable` where no try worked. */
export type SweptOutcome = Status | 'gone';

/** How many buckets a control found how. */
export type StatusCounts = Readonly<Partial<Record<Status, number>>>;

/** One control of one bucket that is worth a line in the summary. */
export interface SweepFinding {
  readonly bucket: string;
  readonly region: string;
  readonly control: string;
  readonly severity: Severity;
  readonly status: ProblemStatus;
  readonly reason: string;
}

/** A bucket at which S3 refuses the service itself: nothing is judged or repaired there. */
export interface RefusedBucket {
  readonly bucket: string;
  readonly region: string;
  /** Ids of the controls that the service is refused for. */
  readonly controls: readonly string[];
  readonly obstacle: Obstacle['kind'];
  /** The policy that refuses it, where AWS names one. */
  readonly refusedBy?: RefusingPolicy;
}

/** What a sweep did, told once at its end. Times are ISO 8601 in UTC. */
export interface SweepSummary {
  /** Sorts by time: `1mfk3x2a-7qd`. */
  readonly id: string;
  readonly account: string;
  /** Home Region. */
  readonly region: string;
  readonly trigger: SweepTrigger;
  /** Of a person's: who asked for it, as AWS names them: `AROA…:session`, `AIDA…`, or the account's id. */
  readonly askedBy?: string | undefined;
  readonly mode: SweepMode;
  /** Whether it is the first of the account, which audits unless the settings say otherwise. */
  readonly isFirst: boolean;
  /** Whether the settings let anything be written. */
  readonly enforcing: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Buckets that were listed. */
  readonly buckets: number;
  /** Where it was given up before it came to all of them: how many were counted. */
  readonly incomplete?: { readonly counted: number };
  /** Buckets by outcome. */
  readonly outcomes: Readonly<Partial<Record<SweptOutcome, number>>>;
  /** By control id. */
  readonly controls: Readonly<Record<string, StatusCounts>>;
  /** What is still not compliant and needs somebody, or would be changed: the ten worst. */
  readonly worst: readonly SweepFinding[];
  /** What was fixed: ten of them. */
  readonly fixed: readonly SweepFinding[];
  /** Buckets at which S3 refuses the service: how many, and the first fifty by name. */
  readonly refused: { readonly buckets: number; readonly named: readonly RefusedBucket[] };
  /** Buckets that were repaired though no event had told of their drift by then; undefined where that cannot be known. */
  readonly unheard?: Unheard | undefined;
  /** Exemptions that end within seven days. */
  readonly expiring: readonly Exemption[];
  /** What keeps the service from hearing or from being heard, and what of it could not be looked at. */
  readonly hearing: readonly HearingFinding[];
  /** Regions that hold buckets and send no events home. */
  readonly unforwarded: readonly { readonly region: string; readonly buckets: number }[];
}
