import { setTimeout } from 'node:timers/promises';
import type { Clients } from '../../shared/aws/clients.ts';
import { createHearingClients } from '../../shared/aws/hearing/clients.ts';
import { examineHearing } from '../../shared/aws/hearing/examine.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { enabledControls } from '../../shared/core/decide.ts';
import type { Check } from '../../shared/core/hearing/check.ts';
import { strongestModes } from '../../shared/core/modes.ts';
import { createHeartbeatStore } from '../../shared/journal/heartbeat.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Environment } from './environment.ts';

/** A summary is not kept waiting for longer. */
const LONGEST_MS = 8_000;

const IF_DENIED = 'npm run deploy: the role of the sweep may look at it, unless a policy denies it';

/** What keeps the service from hearing, as far as the sweep's function can look at it. */
export async function examineHearingInTime(
  clients: Pick<Clients, 'cloudTrail' | 'sns' | 'dynamodb'>,
  settings: Settings,
  environment: Environment,
): Promise<readonly Check[]> {
  const { ALERTS_TOPIC_ARN: alerts, CHAT_TOPIC_ARN: chat } = environment;
  const places = {
    regions: [...new Set([environment.AWS_REGION, ...settings.regions])],
    isListening: enabledControls(CONTROLS, strongestModes(settings)).length > 0,
    queues: { events: environment.EVENTS_QUEUE_ARN },
    heartbeatSchedule: environment.HEARTBEAT_SCHEDULE,
    sweepSchedule: environment.SWEEP_SCHEDULE,
    topics: { alerts, ...(chat === undefined ? {} : { 'alerts in chat': chat }) },
  };
  const { sns, dynamodb } = clients;
  const cloudTrail = (region: string) => clients.cloudTrail(region);
  const examined = examineHearing(
    { ...createHearingClients(environment.WARDEN_VERSION), cloudTrail, sns },
    createHeartbeatStore(dynamodb, environment.JOURNAL_TABLE),
    places,
    { holding: Promise.resolve([]), ifDenied: IF_DENIED },
  );
  const late: Check = {
    state: 'unknown',
    text: 'what the service hears: cannot be told (AWS did not answer in time)',
    advice: '"warden doctor" looks again',
  };
  return Promise.race([examined, setTimeout(LONGEST_MS, [late], { ref: false })]);
}
