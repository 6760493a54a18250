import { SOON_MS, stageOf } from '../core/exemption-notice/due.ts';
import { returningControls } from '../core/exemption-notice/returning.ts';
import type { Exemption } from '../core/exemptions.ts';
import type { DynamicExemption } from '../journal/exemption-item.ts';
import type { ExemptionStore } from '../journal/exemptions.ts';
import { peoplesExemptions, settingsExemptions } from '../reconcile/exempting.ts';
import { newsAmong, tellNews } from './exemption-news.ts';
import { type Telling, type TellServices, tellOfStage } from './tell-exemptions.ts';

/** What notices of exemptions need. */
export interface NoticeServices extends TellServices {
  readonly store: Pick<ExemptionStore, 'list' | 'claim' | 'markTold'>;
}

/**
 * Tells of exemptions that were made or ended by hand and that nobody was told of, and of those that end soon or have
 * ended, each once at either time, those of one run together. What was told is remembered after it was published: a crash in between has it told again, and so do
 * two runs at the same moment. A topic that does not take a notice gets it from the next run.
 * @returns the exemptions that end within seven days, the first to end first, each with the controls
 *   that judge again.
 */
export async function tellOfExemptions(
  services: NoticeServices,
  nowMs: number,
): Promise<Exemption[]> {
  const ofPeople = await services.store.list();
  await tellNews(services, newsAmong(services, ofPeople, nowMs), nowMs);
  const endings = endingsOf(services, ofPeople, nowMs);
  for (const stage of ['soon', 'ended'] as const) {
    const due = endings.filter((ending) => stageOf(spanOf(ending), nowMs) === stage);
    await tellOfStage(services, stage, due, nowMs);
  }
  return endings
    .filter(({ endsMs }) => endsMs > nowMs && endsMs - nowMs <= SOON_MS)
    .map(({ exemption, controls }) => ({ ...exemption, controls: controls.map(({ id }) => id) }));
}

/** The exemptions with an end that are not prolonged by another one, the first to end first. */
function endingsOf(
  { settings, controls }: TellServices,
  ofPeople: readonly DynamicExemption[],
  nowMs: number,
): Telling[] {
  const all = [...settingsExemptions(settings), ...peoplesExemptions(settings, ofPeople, nowMs)];
  return all
    .flatMap((exemption) => {
      const { source, expires } = exemption;
      if (source === 'tag' || expires === undefined) return [];
      const returning = returningControls(exemption, all, controls, settings);
      if (returning.length === 0) return [];
      const endsMs = Date.parse(expires);
      return [{ exemption: { ...exemption, source }, expires, endsMs, controls: returning }];
    })
    .sort((left, right) => left.endsMs - right.endsMs);
}

function spanOf({ exemption, endsMs }: Telling) {
  const { createdAt } = exemption;
  return { endsMs, createdMs: createdAt === undefined ? undefined : Date.parse(createdAt) };
}
