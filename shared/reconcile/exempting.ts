import type { S3Client } from '@aws-sdk/client-s3';
import {
  activeExemptions,
  type Exempting,
  type Exemption,
  LONGEST_EXEMPTION_DAYS,
} from '../core/exemptions.ts';
import { limited, type TimedExemption } from '../journal/exemption-limit.ts';
import type { Bucket } from '../model/resource.ts';
import { readFacet } from './facets.ts';

/** What the settings say of exemptions. */
export interface ExemptionSettings {
  readonly exemptions?: readonly SettingsExemption[] | undefined;
  readonly exemptByTag?: TagSettings | undefined;
  /** How long an exemption may last. */
  readonly longestExemptionDays?: number | undefined;
}

/** An exemption as the settings have it. */
export interface SettingsExemption {
  readonly bucket: string;
  readonly controls?: readonly string[] | undefined;
  readonly reason: string;
  readonly owner: string;
  /** The last day, as in `2027-01-31`. */
  readonly expires: string;
}

interface TagSettings {
  readonly key: string;
  readonly controls: readonly string[];
}

/** The exemptions of the settings, as all others are. */
export function settingsExemptions({ exemptions = [] }: ExemptionSettings): Exemption[] {
  return exemptions.map((exemption) => ({
    ...exemption,
    source: 'settings',
    expires: `${exemption.expires}T23:59:59.999Z`,
  }));
}

/** The exemptions of people's commands, none for longer than the settings allow. */
export function peoplesExemptions<Timed extends TimedExemption>(
  { longestExemptionDays = LONGEST_EXEMPTION_DAYS }: ExemptionSettings,
  dynamic: readonly Timed[],
  nowMs: number,
): Timed[] {
  return limited(dynamic, longestExemptionDays, nowMs);
}

/** What exempts a bucket now, of the settings, of people's commands and of what was read of its tags. */
export function exemptingOf(
  settings: ExemptionSettings,
  bucket: string,
  dynamic: readonly TimedExemption[],
  tag: Exempting,
  nowMs: number,
): Exempting {
  const now = new Date(nowMs).toISOString();
  const ofPeople = peoplesExemptions(settings, dynamic, nowMs);
  const all = [...settingsExemptions(settings), ...ofPeople, ...tag.exemptions];
  return { ...tag, exemptions: activeExemptions(all, bucket, now) };
}

/**
 * Reads whether the bucket has the tag that exempts it; one call, and none where the settings name no tag.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function readExemptingTag(
  s3: S3Client,
  bucket: Bucket,
  { exemptByTag }: ExemptionSettings,
): Promise<Exempting> {
  if (exemptByTag === undefined) return { exemptions: [] };
  const { key, controls } = exemptByTag;
  const tags = await readFacet('tags', s3, bucket);
  if (tags.state === 'unknown') return { exemptions: [], unread: { controls, observation: tags } };
  const tag = tags.state === 'present' ? tags.value.find(({ Key }) => Key === key) : undefined;
  if (tag === undefined) return { exemptions: [] };
  const reason = tag.Value.trim() || 'it says no more';
  return {
    exemptions: [
      { source: 'tag', bucket: bucket.name, controls, owner: `the bucket's tag ${key}`, reason },
    ],
  };
}
