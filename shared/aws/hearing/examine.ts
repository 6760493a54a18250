import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { type EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { type LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  GetScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Check } from '../../core/hearing/check.ts';
import { LISTENING_RULES } from '../../core/hearing/rule-ids.ts';
import {
  heartbeatVerdict,
  type RuleFacts,
  rulesVerdict,
  scheduleVerdict,
  subscribersVerdict,
  triggerVerdict,
} from '../../core/hearing/verdicts.ts';
import type { HeartbeatStore } from '../../journal/heartbeat.ts';
import { forwarderStack, HOME_STACK } from '../../stack-names.ts';
import { attempt } from './attempt.ts';
import { checkTrails } from './trails.ts';

/** There already, or loaded when it is first needed. */
type Loaded<Client> = Client | Promise<Client>;

/** Clients of what events and alerts go through; of the home Region where none is named. */
export interface HearingClients {
  cloudTrail(region: string): Loaded<CloudTrailClient>;
  events(region: string): Loaded<EventBridgeClient>;
  lambda(): Loaded<LambdaClient>;
  scheduler(): Loaded<SchedulerClient>;
  readonly sns: SNSClient;
}

/** Where events and alerts go through. */
export interface HearingPlaces {
  /** The home Region first, and those of the settings. */
  readonly regions: readonly string[];
  /** Whether any control is on. */
  readonly isListening: boolean;
  /** ARNs of the queues that Lambda takes messages from, by what they are of. */
  readonly queues: Readonly<Record<string, string>>;
  /** Names of schedules; absent where there is none. */
  readonly heartbeatSchedule?: string | undefined;
  readonly sweepSchedule?: string | undefined;
  /** ARNs of topics, by what they have to say. */
  readonly topics: Readonly<Record<string, string>>;
}

/**
 * Looks at everything that events go through to the service, and alerts from it.
 * @param holding other Regions that hold buckets.
 * @param ifDenied what to do where a call is denied.
 */
export async function examineHearing(
  clients: HearingClients,
  heartbeats: Pick<HeartbeatStore, 'latest'>,
  places: HearingPlaces,
  { holding, ifDenied }: { holding: Promise<readonly string[]>; ifDenied?: string | undefined },
): Promise<Check[]> {
  const look = (about: string, check: () => Promise<Check[]>) => attempt(about, check, ifDenied);
  const { regions, isListening, queues, topics, heartbeatSchedule, sweepSchedule } = places;
  const [home] = regions;
  const checks = await Promise.all([
    look('whether a trail logs management events', () =>
      checkTrails((region) => clients.cloudTrail(region), regions, holding),
    ),
    ...(isListening ? regions : []).map((region) =>
      look(`whether the rules in ${region} are enabled`, () =>
        checkRules(clients, region, region === home),
      ),
    ),
    ...Object.entries(queues).map(([queue, arn]) =>
      look(`whether the function takes messages from the queue of ${queue}`, () =>
        checkTrigger(clients, queue, arn),
      ),
    ),
    heartbeatSchedule === undefined
      ? []
      : look('whether heartbeats are heard', () =>
          checkHeartbeat(clients, heartbeats, heartbeatSchedule),
        ),
    sweepSchedule === undefined
      ? []
      : look('whether the schedule of sweeps is enabled', async () => {
          const schedule = await findSchedule(clients, sweepSchedule);
          return [scheduleVerdict('sweeps', schedule?.State)];
        }),
    ...Object.entries(topics).map(([name, TopicArn]) =>
      look(`whether ${name} reach anybody`, async () => {
        const { Attributes } = await clients.sns.send(new GetTopicAttributesCommand({ TopicArn }));
        return [subscribersVerdict(name, Number(Attributes?.['SubscriptionsConfirmed'] ?? 0))];
      }),
    ),
  ]);
  return checks.flat();
}

/** Whether the rules that listen in a Region are there and enabled. */
async function checkRules(
  clients: Pick<HearingClients, 'events'>,
  region: string,
  isHome: boolean,
): Promise<Check[]> {
  const stack = isHome ? HOME_STACK : forwarderStack(region);
  const ids = isHome ? LISTENING_RULES.home : LISTENING_RULES.forwarder;
  const events = await clients.events(region);
  const rules: RuleFacts[] = [];
  let NextToken: string | undefined;
  do {
    const page = await events.send(new ListRulesCommand({ NamePrefix: `${stack}-`, NextToken }));
    for (const { Name = '', State } of page.Rules ?? []) {
      rules.push({ name: Name, isEnabled: State !== 'DISABLED' });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return [rulesVerdict(rules, { stack, ids, region })];
}

async function checkTrigger(
  clients: Pick<HearingClients, 'lambda'>,
  queue: string,
  EventSourceArn: string,
): Promise<Check[]> {
  const lambda = await clients.lambda();
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ EventSourceArn }),
  );
  return [triggerVerdict(queue, EventSourceMappings[0]?.State)];
}

async function checkHeartbeat(
  clients: Pick<HearingClients, 'scheduler'>,
  heartbeats: Pick<HeartbeatStore, 'latest'>,
  name: string,
): Promise<Check[]> {
  const [schedule, latest] = await Promise.all([findSchedule(clients, name), heartbeats.latest()]);
  const nowMs = Date.now();
  const enabled = scheduleVerdict('the heartbeat', schedule?.State);
  if (enabled.state !== 'good') return [enabled];
  const sinceMs = schedule?.CreationDate?.getTime() ?? 0;
  return [heartbeatVerdict(latest?.heardAtMs, sinceMs, nowMs)];
}

async function findSchedule({ scheduler }: Pick<HearingClients, 'scheduler'>, Name: string) {
  const client = await scheduler();
  try {
    return await client.send(new GetScheduleCommand({ Name }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
