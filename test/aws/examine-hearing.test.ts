import { ResourceNotFoundException } from '@aws-sdk/client-scheduler';
import { describe, expect, test } from 'vitest';
import { examineHearing, type HearingClients } from '../../shared/aws/hearing/examine.ts';

const PLACES = {
  regions: ['eu-central-1', 'eu-west-1'],
  isListening: true,
  queues: { events: 'arn:queue' },
  heartbeatSchedule: 'beat',
  sweepSchedule: 'sweep',
  topics: { alerts: 'arn:alerts' },
};

/** An AWS where all is well, but for the answers given instead: by operation, and its Region where it has one. */
function awsWith(answers: Record<string, unknown> = {}) {
  const well: Record<string, unknown> = {
    DescribeTrails: { trailList: [{ TrailARN: 'arn', Name: 'org', IsMultiRegionTrail: true }] },
    GetTrailStatus: { IsLogging: true },
    GetEventSelectors: { EventSelectors: [{ IncludeManagementEvents: true }] },
    'ListRules eu-central-1': {
      Rules: ['IntakeApiCalls1', 'IntakeConfigFindings1'].map((id) => ({
        Name: `BucketWarden-${id}`,
        State: 'ENABLED',
      })),
    },
    'ListRules eu-west-1': {
      Rules: ['ApiCalls1', 'ConfigFindings1'].map((id) => ({
        Name: `BucketWardenForwarder-eu-west-1-${id}`,
        State: 'ENABLED',
      })),
    },
    ListEventSourceMappings: { EventSourceMappings: [{ State: 'Enabled' }] },
    GetSchedule: { State: 'ENABLED', CreationDate: new Date() },
    GetTopicAttributes: { Attributes: { SubscriptionsConfirmed: '1' } },
    ...answers,
  };
  const client = (region?: string) => ({
    async send(command: { constructor: { name: string } }) {
      const operation = command.constructor.name.replace(/Command$/, '');
      const answer = well[`${operation} ${region}`] ?? well[operation];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return {
    cloudTrail: client,
    events: async (region: string) => client(region),
    lambda: async () => client(),
    scheduler: async () => client(),
    sns: client(),
  } as unknown as HearingClients;
}

/** What is not well, and every check that is. */
async function examine(answers?: Record<string, unknown>, places = PLACES) {
  const heartbeats = { latest: async () => ({ sentAt: '', heardAtMs: Date.now() }) };
  const holding = Promise.resolve([]);
  const options = { holding, ifDenied: 'let the role' };
  const checks = await examineHearing(awsWith(answers), heartbeats, places, options);
  return { checks, wrong: checks.filter(({ state }) => state !== 'good') };
}

function denied() {
  return Object.assign(new Error('no'), { name: 'AccessDeniedException' });
}

test('where all is well, every place is looked at and nothing is wrong', async () => {
  const { checks, wrong } = await examine();
  expect(wrong).toEqual([]);
  expect(checks.map(({ text }) => text)).toEqual([
    'trail org logs management events of every Region',
    'the rules of BucketWarden are enabled',
    'the rules of BucketWardenForwarder-eu-west-1 are enabled',
    'the function takes messages from the queue of events',
    'the last heartbeat was heard 0 minutes ago',
    'the schedule of sweeps is enabled',
    'alerts reach somebody',
  ]);
});

describe('deaf is', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['a stopped trail', { GetTrailStatus: { IsLogging: false } }, /trail org is stopped/],
    [
      'a disabled rule of another Region',
      {
        'ListRules eu-west-1': {
          Rules: [
            { Name: 'BucketWardenForwarder-eu-west-1-ApiCalls1', State: 'DISABLED' },
            { Name: 'BucketWardenForwarder-eu-west-1-ConfigFindings1', State: 'ENABLED' },
          ],
        },
      },
      /in eu-west-1, BucketWardenForwarder-eu-west-1-ApiCalls1 is disabled/,
    ],
    [
      'a forwarder that is gone',
      { 'ListRules eu-west-1': {} },
      /ApiCalls is gone, ConfigFindings is gone/,
    ],
    [
      'a disabled trigger',
      { ListEventSourceMappings: { EventSourceMappings: [{ State: 'Disabled' }] } },
      /its trigger is disabled/,
    ],
    ['a trigger that is gone', { ListEventSourceMappings: {} }, /its trigger is gone/],
    [
      'a topic without a subscriber',
      { GetTopicAttributes: { Attributes: { SubscriptionsConfirmed: '0' } } },
      /no subscription to alerts is confirmed/,
    ],
  ])('%s', async (_situation, answers, words) => {
    const { wrong } = await examine(answers);
    expect(wrong.every(({ state }) => state === 'bad')).toBe(true);
    expect(wrong.map(({ text }) => text).join('\n')).toMatch(words);
  });

  test('a schedule that is disabled or gone, of heartbeats and of sweeps', async () => {
    const gone = new ResourceNotFoundException({ message: '', Message: '', $metadata: {} });
    for (const [answer, words] of [
      [{ State: 'DISABLED' }, 'disabled'],
      [gone, 'gone'],
    ] as const) {
      const { wrong } = await examine({ GetSchedule: answer });
      expect(wrong.map(({ text }) => text)).toEqual([
        `the schedule of the heartbeat is ${words}`,
        `the schedule of sweeps is ${words}`,
      ]);
    }
  });
});

test('what is denied could not be looked at: it is never called deaf, and ends no other check', async () => {
  const { checks, wrong } = await examine({
    ListEventSourceMappings: denied(),
    GetSchedule: denied(),
  });
  expect(checks).toHaveLength(7);
  expect(wrong.map(({ state, advice }) => [state, advice])).toEqual([
    ['unknown', 'let the role'],
    ['unknown', 'let the role'],
    ['unknown', 'let the role'],
  ]);
  expect(wrong[0]?.text).toBe(
    'whether the function takes messages from the queue of events: cannot be told (AccessDeniedException: no)',
  );
});

test('rules are read to the last page', async () => {
  const [first, second] = ['IntakeApiCalls1', 'IntakeConfigFindings1'].map((id) => ({
    Name: `BucketWarden-${id}`,
  }));
  let page = 0;
  const pages = [{ Rules: [first], NextToken: 'more' }, { Rules: [second] }];
  const events = { send: async () => pages[page++] };
  const clients = { ...awsWith(), events: () => events } as unknown as HearingClients;
  const heartbeats = { latest: async () => undefined };
  const places = { ...PLACES, regions: ['eu-central-1'] };
  const checks = await examineHearing(clients, heartbeats, places, {
    holding: Promise.resolve([]),
  });
  expect(checks.find(({ text }) => text.includes('rules'))?.state).toBe('good');
});

test('without a control nothing is listened for, and no rule is missed', async () => {
  const none = {
    ...PLACES,
    isListening: false,
    heartbeatSchedule: undefined,
    sweepSchedule: undefined,
  };
  const { checks } = await examine({}, none as never);
  expect(checks.map(({ text }) => text).join()).not.toMatch(/rule|schedule|heartbeat/);
});
