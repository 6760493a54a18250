import type { Check } from '../../shared/core/hearing/check.ts';
import { listBuckets } from '../shared/buckets.ts';
import { count } from '../shared/output/print.ts';
import type { Session } from '../shared/session/session.ts';

/** How many buckets the account has in each Region that holds any. */
export async function countBuckets(session: Session): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const { region } of listBuckets(session)) {
    counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  return counts;
}

/**
 * Whether the service hears of every bucket.
 * @param heard Regions whose events reach the service: home, and those of the settings.
 */
export function coverageVerdicts(
  buckets: ReadonlyMap<string, number>,
  heard: readonly string[],
): Check[] {
  return [...buckets]
    .filter(([region]) => !heard.includes(region))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([region, number]) => ({
      state: 'bad',
      text: `${region} holds ${count(number, 'bucket')}, and its events are not sent home: changes there start nothing`,
      advice: `add '${region}' to regions in the settings, bootstrap it for CDK and deploy`,
    }));
}
