import { examineHearing } from '../../shared/aws/hearing/examine.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { enabledControls } from '../../shared/core/decide.ts';
import type { Check } from '../../shared/core/hearing/check.ts';
import { strongestModes } from '../../shared/core/modes.ts';
import { createHeartbeatStore } from '../../shared/journal/heartbeat.ts';
import type { Session } from '../shared/session/session.ts';
import { type DeployedStack, outputOf } from '../shared/session/stack.ts';

/**
 * Whether events get to the service: what a sweep looks at too, and trails where buckets are that nobody listens to.
 * @param stack undefined where there is none: of its parts nothing is said.
 * @param heard the home Region first, and those of the settings.
 */
export async function checkHearing(
  session: Session,
  stack: DeployedStack | undefined,
  heard: readonly string[],
  holding: Promise<readonly string[]>,
): Promise<Check[]> {
  const { clients, settings } = session;
  const outputs = stack?.outputs ?? {};
  const queues = stack
    ? { events: outputOf(stack, 'EventsQueueUrl'), sweeps: outputOf(stack, 'SweepQueueUrl') }
    : {};
  const heartbeats = {
    latest: async () =>
      stack && createHeartbeatStore(clients.dynamodb, outputOf(stack, 'JournalTableName')).latest(),
  };
  const places = {
    regions: heard,
    isListening:
      stack !== undefined && enabledControls(CONTROLS, strongestModes(settings)).length > 0,
    queues: Object.fromEntries(
      Object.entries(queues).map(([of, url]) => [of, queueArn(session, url)]),
    ),
    heartbeatSchedule: outputs['HeartbeatScheduleName'],
    sweepSchedule: outputs['SweepScheduleName'],
    // Who is subscribed is listed one by one.
    topics: {},
  };
  const hearingClients = {
    cloudTrail: (region: string) => clients.inRegion(region).cloudTrail,
    events: (region: string) => clients.inRegion(region).events,
    lambda: () => clients.lambda,
    scheduler: () => clients.scheduler,
    sns: clients.sns,
  };
  return examineHearing(hearingClients, heartbeats, places, { holding });
}

function queueArn({ identity, region }: Session, url: string): string {
  const name = url.slice(url.lastIndexOf('/') + 1);
  return `arn:${identity.partition}:sqs:${region}:${identity.account}:${name}`;
}
