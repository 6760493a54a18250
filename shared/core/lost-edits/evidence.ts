import type { ApiCallTrigger } from '../../model/trigger.ts';

/** An edit that a message tells of and CloudTrail does not. */
interface UnconfirmedEdit {
  readonly trigger: ApiCallTrigger;
  /** Why it counts as not confirmed, as a clause. */
  readonly why: string;
}

/** What CloudTrail said of edits that a look may have written over. */
export interface EditEvidence {
  /** Edits in CloudTrail's own words: the one that was asked about, and all that were made since. */
  readonly confirmed: readonly ApiCallTrigger[];
  /**
   * Until when, in ms since 1970, the list of them was asked for: of a write after that they say nothing, as what was
   * edited in between is not among them.
   */
  readonly listedUntilMs?: number | undefined;
  readonly unconfirmed: readonly UnconfirmedEdit[];
}

/** Nobody was asked. */
export const NO_EVIDENCE: EditEvidence = { confirmed: [], unconfirmed: [] };

/** An edit that a look may have written over, by the word of a message: CloudTrail is asked before anything comes of it. */
export interface SuspectEdit {
  readonly trigger: ApiCallTrigger;
}
