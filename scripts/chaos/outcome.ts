import type { Call } from '../../local/gateway/calls.ts';
import type { Broken } from './check.ts';
import { isFailed } from './storm.ts';

/** What a run of the storm came to. */
export interface Outcome {
  readonly broken: readonly Broken[];
  readonly figures: Figures;
}

export interface Figures {
  readonly buckets: number;
  readonly events: number;
  readonly edits: number;
  /** Events of calls that nobody made, genuine events that were sent again, and what nobody can read. */
  readonly forged: number;
  readonly sentAgain: number;
  readonly poisoned: number;
  readonly looks: number;
  readonly retries: number;
  readonly calls: number;
  /** 0 to 1. */
  readonly failedShare: number;
  /** Changes in the journal, by state. */
  readonly changes: Readonly<Record<string, number>>;
  readonly alerts: number;
  readonly deadLetters: number;
  /** Edits that the service's write took back because they came right before it. */
  readonly overwritten: number;
  /** Those among them that their owner did not put back by a later edit. */
  readonly lost: number;
  readonly stormSeconds: number;
  readonly drainSeconds: number;
}

/** The service's calls and how many of them failed in the storm. */
export function callFigures(calls: readonly Call[]): Pick<Figures, 'calls' | 'failedShare'> {
  const ofService = calls.filter(({ caller }) => caller === 'service');
  const failed = ofService.filter(isFailed).length;
  return { calls: ofService.length, failedShare: failed / Math.max(1, ofService.length) };
}
