import type { Settings } from '../../settings.ts';
import { fingerprint } from '../alert/fingerprint.ts';
import type { BucketState } from '../journal.ts';
import { matchesWildcard } from '../policy/wildcard.ts';
import type { Report } from '../report.ts';
import { recentFixes } from '../slow-down.ts';
import type { SweepProgress } from './progress.ts';

/** Buckets that a sweep repaired though no event had told of their drift. */
export interface Unheard {
  readonly buckets: number;
  /** Ten of them at the most, by name. */
  readonly named: readonly string[];
}

/** Names that a summary shows. */
const MOST_NAMED = 10;

/** What a sweep judges by, as a fingerprint: where it changes, a repair may come of the change and not of drift. */
export function judgedAs(
  { enforcing, controls, overrides, encryption, exemptions, exemptByTag, regions }: Settings,
  version: string,
): string {
  return fingerprint(
    JSON.stringify([
      ...[enforcing, controls, overrides, encryption, exemptions, exemptByTag ?? null, regions],
      version,
    ]),
  );
}

/** What tells whether events of a bucket should have been heard. */
export interface Hearing {
  readonly nowMs: number;
  /** The home Region, and those that send their events home. */
  readonly regions: readonly string[];
  /** Of the settings. */
  readonly exemptions: readonly { readonly bucket: string }[];
}

/**
 * Whether a sweep repaired drift of which no event had told by then. Only after a sweep that repaired every bucket by the
 * same judgement: what drifted since then drifted by a call. Where something else explains a late repair it does not count:
 * a look that is not done with the bucket, a finding that stood, a repair that keeps being undone, or an exemption.
 * @param state of the bucket as it was before; undefined where it was not read ahead, as where a person ever exempted it
 */
export function isUnheard(
  { bucket, changes }: Pick<Report, 'bucket' | 'changes'>,
  state: BucketState | undefined,
  { nowMs, regions, exemptions }: Hearing,
): boolean {
  if (changes.length === 0 || state === undefined || !regions.includes(bucket.region)) return false;
  return (
    isQuiet(state, nowMs) && !exemptions.some((one) => matchesWildcard(one.bucket, bucket.name))
  );
}

function isQuiet(
  { open, untold, untoldTopics, findings, fixes }: BucketState,
  nowMs: number,
): boolean {
  const isWaiting = [open, untold, untoldTopics].some((list) => list.length > 0);
  const standing = [findings, recentFixes(fixes, nowMs)].flatMap(Object.keys);
  return !isWaiting && standing.length === 0;
}

/**
 * By what judgement a sweep that is over repaired every bucket; undefined where it did not, or left some for a later try:
 * what a later sweep repairs there may have drifted before.
 */
export function repairedAs({
  mode,
  judgedAs: by,
  outcomes,
}: Pick<SweepProgress, 'mode' | 'judgedAs' | 'outcomes'>): string | undefined {
  const { unavailable = 0, slowed = 0 } = outcomes;
  return mode === 'by-settings' && unavailable + slowed === 0 ? by : undefined;
}

/** Such buckets as a summary names them; undefined where there are none. */
export function unheardOf(buckets: readonly string[]): Unheard | undefined {
  if (buckets.length === 0) return undefined;
  return { buckets: buckets.length, named: firstNamed(buckets) };
}

/** Of the buckets of several chunks those that a summary names. */
export function firstNamed(buckets: readonly string[]): string[] {
  return buckets.toSorted().slice(0, MOST_NAMED);
}
