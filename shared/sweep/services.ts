import type { S3Client } from '@aws-sdk/client-s3';
import type { Pacing } from '../aws/pace.ts';
import type { Exemption } from '../core/exemptions.ts';
import type { Check } from '../core/hearing/check.ts';
import type { JournalEntry } from '../core/journal.ts';
import type { Report } from '../core/report.ts';
import type { SweepMessage } from '../core/sweep/message.ts';
import type { SweepSummary } from '../core/sweep/summary.ts';
import type { Recalled } from '../journal/journal.ts';
import type { Audience } from '../notify/alerts.ts';
import type { ReconcileServices } from '../reconcile/services.ts';
import type { Settings } from '../settings.ts';
import type { SweepStore } from './store.ts';

/** What a sweep works with. */
export interface SweepServices
  extends Pick<ReconcileServices, 's3' | 'journal' | 'controls' | 'ownRoles'> {
  readonly settings: Settings;
  /** Of the deployment, as in package.json. */
  readonly version: string;
  readonly store: SweepStore;
  /** Whose buckets are swept, and the home Region. */
  readonly own: { readonly account: string; readonly partition: string; readonly region: string };
  /** Of S3's clients. */
  readonly pacing: Pick<Pacing, 'shareAmong'>;
  /** What the journal knows of many buckets; those left out have to be recalled one by one. */
  recallMany(buckets: readonly string[]): Promise<ReadonlyMap<string, Recalled>>;
  /** The changes of a bucket since a time in ms since 1970, newest first. */
  changesSince(bucket: string, sinceMs: number): Promise<readonly JournalEntry[]>;
  /** Puts messages on the sweep queue. */
  send(messages: readonly SweepMessage[], delaySeconds?: number): Promise<void>;
  /** Tells of one bucket. Gives the topics that did not take it. */
  tellReport(report: Report, audience: Audience): Promise<readonly string[]>;
  /** The topic that everybody hears; chat is the same once more. */
  readonly alertsTopicArn: string;
  /** Tells the summary of a sweep. Gives the topics that did not take it. */
  tellSummary(summary: SweepSummary, audience: Audience): Promise<readonly string[]>;
  /** Tells of exemptions that were made, end or ended, once each. @returns those that end within seven days. */
  tellOfExemptions(): Promise<readonly Exemption[]>;
  /** Looks at what events and alerts go through; what cannot be looked at is said, and never throws. */
  examineHearing(): Promise<readonly Check[]>;
  readonly telemetry: SweepTelemetry;
  /** Client of the home Region, for the list of buckets. */
  readonly home: S3Client;
  readonly limits: SweepLimits;
}

/** How a sweep is cut. */
export interface SweepLimits {
  /** Buckets that one call lists: S3 gives no list of more than 10,000 that is not asked for by pages. */
  readonly pageSize: number;
  /** Buckets that one message hands out, about. */
  readonly chunkSize: number;
  /** Buckets of one chunk that are looked at at the same time. */
  readonly atOnce: number;
}

/** A chunk is a few seconds of work; what was measured of it is in docs/performance.md. */
export const LIMITS: SweepLimits = {
  pageSize: 1_000,
  chunkSize: 500,
  atOnce: 20,
};

/** What a sweep says of itself. */
export interface SweepTelemetry {
  /** A bucket that is not simply compliant. */
  looked(report: Report, outcome: string): void;
  /** A step worth a line, as in `a sweep began`. */
  step(what: string, details: Readonly<Record<string, unknown>>): void;
  /** The compliance of the account by control. */
  summary(summary: SweepSummary): void;
}

/** How much time a step has. */
export interface Deadline {
  /** In ms. */
  remainingMs(): number;
}
