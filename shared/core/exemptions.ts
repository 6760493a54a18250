import type { UnknownObservation } from '../model/facet.ts';
import { matchesWildcard } from './policy/wildcard.ts';

/** How many days an exemption may last where the settings do not say. */
export const LONGEST_EXEMPTION_DAYS = 365;

/** A bucket, or several by a wildcard, and controls that leave it alone. */
export interface Exemption {
  /** Where it comes from: warden.config.ts, a person's command, or a tag of the bucket. */
  readonly source: 'settings' | 'person' | 'tag';
  /** Of a person's: to end it by. */
  readonly id?: string | undefined;
  /** A bucket's name, in the settings also with `*` and `?`. */
  readonly bucket: string;
  /** Control ids; all controls without it. */
  readonly controls?: readonly string[] | undefined;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** ISO 8601 in UTC: from then on it does not count. A tag counts while it is there. */
  readonly expires?: string | undefined;
  readonly createdAt?: string | undefined;
  /** ARN of whoever made it, where that is known: its owner may be somebody else. */
  readonly madeBy?: string | undefined;
}

/** What exempts one bucket when it is looked at. */
export interface Exempting {
  /** Those that count now. */
  readonly exemptions: readonly Exemption[];
  /** Controls of which it is not known whether a tag exempts them, because the tags could not be read. */
  readonly unread?: {
    readonly controls: readonly string[];
    readonly observation: UnknownObservation;
  };
}

/** Nothing exempts the bucket. */
export const NOT_EXEMPT: Exempting = { exemptions: [] };

/**
 * The exemptions of a bucket that have not expired.
 * @param now ISO 8601 in UTC, to the millisecond
 */
export function activeExemptions(
  exemptions: readonly Exemption[],
  bucket: string,
  now: string,
): Exemption[] {
  return exemptions.filter(
    (exemption) =>
      matchesWildcard(exemption.bucket, bucket) &&
      (exemption.expires === undefined || exemption.expires > now),
  );
}

/** The exemption of a control that lasts longest, if there is any. */
export function exemptionOf(
  control: string,
  exemptions: readonly Exemption[],
): Exemption | undefined {
  return exemptions
    .filter(({ controls }) => controls === undefined || controls.includes(control))
    .reduce<Exemption | undefined>(
      (longest, one) => (longest === undefined || end(one) > end(longest) ? one : longest),
      undefined,
    );
}

/** Who exempted it, until when and why, as a clause. */
export function exemptionReason({ source, owner, expires, reason }: Exemption): string {
  if (source === 'tag') return `exempt by ${owner}: ${reason}`;
  const until = expires === undefined ? '' : ` until ${readable(expires)}`;
  return `exempt${until} by ${owner}: ${reason}`;
}

/** Who is behind an ARN, for people: `user/ada` or `assumed-role/admin/ada`. */
export function personOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

/** ARN of whoever made an exemption, where that is not its owner. */
export function otherMaker({
  owner,
  madeBy,
}: Pick<Exemption, 'owner' | 'madeBy'>): string | undefined {
  const isOwner = madeBy === undefined || madeBy === owner || personOfArn(madeBy) === owner;
  return isOwner ? undefined : madeBy;
}

/** Later than any time where there is none. */
function end({ expires = '~' }: Exemption): string {
  return expires;
}

/** `2026-11-28T09:00:00.000Z` as `2026-11-28 09:00 UTC`. */
function readable(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
