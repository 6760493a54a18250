import pMap from 'p-map';
import type { NoticeControl } from '../core/exemption-notice/schema.ts';
import { modesFor } from '../core/modes.ts';
import type { DynamicExemption } from '../journal/exemption-item.ts';
import { type ExemptionStore, LONGEST_CLAIM_MS } from '../journal/exemptions.ts';
import { peoplesExemptions } from '../reconcile/exempting.ts';
import type { Untold } from './alerts.ts';
import { type Telling, type TellServices, tellTogether } from './tell-exemptions.ts';

const AT_ONCE = 5;

/** What it takes to tell of exemptions that were made or ended by hand. */
export interface NewsServices extends TellServices {
  readonly store: Pick<ExemptionStore, 'claim' | 'markTold'>;
}

/** An exemption that was made or ended by hand. */
export interface News extends Telling {
  readonly exemption: DynamicExemption;
}

/** Each is a message of its own: whoever floods the table with exemptions is not to flood people, nor to hold up a sweep. */
const MOST_NEWS = 50;

/** Those that nobody was told of, and that nobody is telling of: the first of many, and the others next time. */
export function newsAmong(
  services: TellServices,
  exemptions: readonly DynamicExemption[],
  nowMs: number,
): News[] {
  const all = exemptions.flatMap((exemption) => {
    const { toldAt, claimedUntilMs = 0 } = exemption;
    const isClaimed = claimedUntilMs > nowMs && claimedUntilMs <= nowMs + LONGEST_CLAIM_MS;
    if (toldAt !== undefined || isClaimed) return [];
    return newsOf(services, exemption, nowMs) ?? [];
  });
  return all.slice(0, MOST_NEWS);
}

/** What there is to tell of an exemption; undefined where it changes nothing. */
export function newsOf(
  { settings, controls }: Pick<TellServices, 'settings' | 'controls'>,
  exemption: DynamicExemption,
  nowMs: number,
): News | undefined {
  const modes = modesFor(settings, exemption.bucket);
  const ofIt = controls
    .filter(({ id }) => exemption.controls.includes(id))
    .map(({ id, severity }): NoticeControl => ({ id, severity, mode: modes[id] ?? 'off' }));
  const [counting] = exemption.withdrawn
    ? [exemption]
    : peoplesExemptions(settings, [exemption], nowMs);
  if (ofIt.length === 0 || counting === undefined) return undefined;
  const endsMs = Date.parse(counting.expires);
  if (exemption.withdrawn === undefined && endsMs <= nowMs) return undefined;
  return { exemption, expires: counting.expires, endsMs, controls: ofIt };
}

/**
 * Tells of each in a notice of its own, which has one id whoever tells it: the command, a look or a sweep.
 * Two never tell at once, as each takes it for itself first.
 */
export async function tellNews(
  services: NewsServices,
  news: readonly News[],
  nowMs: number,
): Promise<void> {
  await pMap(
    news,
    async (one) => {
      if (await services.store.claim(one.exemption, nowMs)) await tellOne(services, one, nowMs);
    },
    { concurrency: AT_ONCE },
  );
}

/**
 * Tells of one exemption that the caller has claimed.
 * @returns the topics that did not take it, which are told by the next look at the bucket or sweep.
 */
export async function tellOne(
  services: NewsServices,
  news: News,
  nowMs: number,
): Promise<readonly Untold[]> {
  const { exemption } = news;
  const stage = exemption.withdrawn === undefined ? 'made' : 'withdrawn';
  const topics = await services.notices.untoldTopics({ exemption, stage });
  const isTold = topics?.length === 0;
  const audience = topics && { only: topics };
  const untold = isTold ? [] : await tellTogether(services, stage, [news], audience, nowMs);
  if (untold.length === 0) await services.store.markTold(exemption);
  return untold;
}
