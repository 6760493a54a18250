import pMap from 'p-map';
import type { Notification } from '../core/alert/notification.ts';
import type { ControlMetadata } from '../core/control.ts';
import { FORGOTTEN_MS, SOON_MS, stageOf } from '../core/exemption-notice/due.ts';
import { MOST_EXEMPTIONS, toNoticeNotification } from '../core/exemption-notice/notification.ts';
import { returningControls } from '../core/exemption-notice/returning.ts';
import type { NoticeControl, Stage } from '../core/exemption-notice/schema.ts';
import type { Exemption } from '../core/exemptions.ts';
import type { ModeSettings } from '../core/modes.ts';
import type { Audience, Untold } from './alerts.ts';
import { type ExemptionSettings, settingsExemptions } from './exempting.ts';
import type { ExemptionStore } from './journal/exemptions.ts';
import type { NoticeStore } from './journal/notices.ts';

const READS_AT_ONCE = 10;

/** What notices of exemptions need. */
export interface NoticeServices {
  readonly store: Pick<ExemptionStore, 'list'>;
  readonly settings: ExemptionSettings & ModeSettings;
  readonly controls: readonly Pick<ControlMetadata, 'id' | 'severity'>[];
  /** Account and Region of the deployment. */
  readonly home: { readonly account: string; readonly region: string };
  readonly notices: NoticeStore;
  /** @returns the topics that did not take it. */
  publish(notification: Notification, audience?: Audience): Promise<readonly Untold[]>;
}

/** An exemption whose controls judge again after its end. */
interface Ending {
  readonly exemption: Exemption & { readonly source: 'settings' | 'person' };
  readonly expires: string;
  readonly endsMs: number;
  readonly controls: readonly NoticeControl[];
}

/**
 * Tells of exemptions that end soon or have ended, each once at either time, those of one run together.
 * What was told is remembered after it was published: a crash in between has it told again, and so do
 * two runs at the same moment. A topic that does not take a notice gets it from the next run.
 * @returns the exemptions that end within seven days, the first to end first, each with the controls
 *   that judge again.
 */
export async function tellEndingExemptions(
  services: NoticeServices,
  nowMs: number,
): Promise<Exemption[]> {
  const endings = await endingsOf(services);
  for (const stage of ['soon', 'ended'] as const) {
    const due = endings.filter((ending) => stageOf(spanOf(ending), nowMs) === stage);
    await tell(services, stage, due, nowMs);
  }
  return endings
    .filter(({ endsMs }) => endsMs > nowMs && endsMs - nowMs <= SOON_MS)
    .map(({ exemption, controls }) => ({ ...exemption, controls: controls.map(({ id }) => id) }));
}

/** The exemptions with an end that are not prolonged by another one, the first to end first. */
async function endingsOf({ store, settings, controls }: NoticeServices): Promise<Ending[]> {
  const all = [...settingsExemptions(settings), ...(await store.list())];
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

function spanOf({ exemption, endsMs }: Ending) {
  const { createdAt } = exemption;
  return { endsMs, createdMs: createdAt === undefined ? undefined : Date.parse(createdAt) };
}

/** Publishes the notices that some topic did not have yet. */
async function tell(
  services: NoticeServices,
  stage: Stage,
  due: readonly Ending[],
  nowMs: number,
): Promise<void> {
  const untold = await pMap(
    due,
    async (ending) => ({
      ending,
      topics: await services.notices.untoldTopics({ exemption: ending.exemption, stage }),
    }),
    { concurrency: READS_AT_ONCE },
  );
  const pending = untold.filter(({ topics }) => topics?.length !== 0);
  const byAudience = Map.groupBy(pending, ({ topics }) => JSON.stringify(topics));
  for (const group of byAudience.values()) {
    const only = group[0]?.topics;
    const endings = group.map(({ ending }) => ending);
    for (let start = 0; start < endings.length; start += MOST_EXEMPTIONS) {
      const some = endings.slice(start, start + MOST_EXEMPTIONS);
      await tellTogether(services, stage, some, only && { only }, nowMs);
    }
  }
}

async function tellTogether(
  { publish, notices, home }: NoticeServices,
  stage: Stage,
  endings: readonly Ending[],
  audience: Audience | undefined,
  nowMs: number,
): Promise<void> {
  const notification = toNoticeNotification({
    ...home,
    stage,
    time: new Date(nowMs).toISOString(),
    exemptions: endings.map(({ exemption, expires, controls }) => ({
      id: exemption.id,
      source: exemption.source,
      bucket: exemption.bucket,
      controls: [...controls],
      reason: exemption.reason,
      owner: exemption.owner,
      expires,
    })),
  });
  const untold = (await publish(notification, audience)).map(({ topicArn }) => topicArn);
  for (const { exemption, endsMs } of endings) {
    await notices.markSent({ exemption, stage }, untold, markExpiry(endsMs));
  }
}

/** In seconds since 1970: when the notice would not be sent again anyway. */
function markExpiry(endsMs: number): number {
  return Math.ceil((endsMs + FORGOTTEN_MS) / 1000);
}
