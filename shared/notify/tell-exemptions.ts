import pMap from 'p-map';
import type { Notification } from '../core/alert/notification.ts';
import { FORGOTTEN_DAYS } from '../core/exemption-notice/due.ts';
import { MOST_EXEMPTIONS, toNoticeNotification } from '../core/exemption-notice/notification.ts';
import type { EndingExemption, NoticeControl, Stage } from '../core/exemption-notice/schema.ts';
import type { Exemption } from '../core/exemptions.ts';
import type { ModeSettings } from '../core/modes.ts';
import { expiryOf } from '../journal/expiry.ts';
import type { NoticeStore } from '../journal/notices.ts';
import type { AnyControl } from '../model/control.ts';
import type { ExemptionSettings } from '../reconcile/exempting.ts';
import type { Audience, Untold } from './alerts.ts';

const READS_AT_ONCE = 10;

/** What it takes to tell people of exemptions. */
export interface TellServices {
  readonly settings: ExemptionSettings & ModeSettings;
  readonly controls: readonly Pick<AnyControl, 'id' | 'severity'>[];
  /** Account and Region of the deployment. */
  readonly home: { readonly account: string; readonly region: string };
  readonly notices: NoticeStore;
  /** @returns the topics that did not take it. */
  publish(notification: Notification, audience?: Audience): Promise<readonly Untold[]>;
}

/** An exemption to be told of. */
export interface Telling {
  readonly exemption: Exemption &
    Pick<EndingExemption, 'undo' | 'withdrawn'> & { readonly source: 'settings' | 'person' };
  readonly expires: string;
  readonly endsMs: number;
  /** Those that it is about at its stage. */
  readonly controls: readonly NoticeControl[];
}

/** Publishes the notices that some topic did not have yet, those of one stage together. */
export async function tellOfStage(
  services: TellServices,
  stage: Stage,
  due: readonly Telling[],
  nowMs: number,
): Promise<void> {
  const untold = await pMap(
    due,
    async (telling) => ({
      telling,
      topics: await services.notices.untoldTopics({ exemption: telling.exemption, stage }),
    }),
    { concurrency: READS_AT_ONCE },
  );
  const pending = untold.filter(({ topics }) => topics?.length !== 0);
  const byAudience = Map.groupBy(pending, ({ topics }) => JSON.stringify(topics));
  for (const group of byAudience.values()) {
    const only = group[0]?.topics;
    const tellings = group.map(({ telling }) => telling);
    for (let start = 0; start < tellings.length; start += MOST_EXEMPTIONS) {
      const some = tellings.slice(start, start + MOST_EXEMPTIONS);
      await tellTogether(services, stage, some, only && { only }, nowMs);
    }
  }
}

/**
 * Publishes one notice of some exemptions, and remembers who did not take it.
 * @returns the topics that did not take it.
 */
export async function tellTogether(
  { publish, notices, home }: TellServices,
  stage: Stage,
  tellings: readonly Telling[],
  audience: Audience | undefined,
  nowMs: number,
): Promise<readonly Untold[]> {
  const notification = toNoticeNotification({
    ...home,
    stage,
    time: new Date(nowMs).toISOString(),
    exemptions: tellings.map(toldOf),
  });
  const untold = await publish(notification, audience);
  const topics = untold.map(({ topicArn }) => topicArn);
  for (const { exemption, endsMs } of tellings) {
    // The notice would not be sent again later anyway.
    await notices.markSent({ exemption, stage }, topics, expiryOf(endsMs, FORGOTTEN_DAYS));
  }
  return untold;
}

function toldOf({ exemption, expires, controls }: Telling): EndingExemption {
  const { id, source, bucket, reason, owner, madeBy, undo, withdrawn } = exemption;
  return {
    ...(id !== undefined && { id }),
    ...{ source, bucket, controls: [...controls], reason, owner },
    ...(madeBy !== undefined && { madeBy }),
    ...(undo !== undefined && { undo }),
    ...(withdrawn !== undefined && { withdrawn }),
    expires,
  };
}
