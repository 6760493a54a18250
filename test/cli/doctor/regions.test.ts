import type { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  type CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test, vi } from 'vitest';
import { checkLines } from '../../../cli/doctor/check.ts';
import { checkForwarder } from '../../../cli/doctor/forwarders.ts';
import { coverageVerdicts } from '../../../cli/doctor/regions.ts';
import type { Session } from '../../../cli/shared/session/session.ts';
import { checkTrails } from '../../../shared/aws/hearing/trails.ts';
import { defineConfig, type SettingsInput } from '../../../shared/settings.ts';

vi.stubEnv('FORCE_COLOR', '0');

describe('a trail', () => {
  interface Trail {
    readonly name: string;
    readonly everywhere?: boolean;
    readonly stopped?: boolean;
  }

  /** CloudTrail with the trails of each Region; one of every Region is listed in all of them. */
  function cloudTrailWith(trails: Readonly<Record<string, readonly Trail[]>>) {
    const all = Object.entries(trails).flatMap(([region, own]) =>
      own.map((trail) => ({ ...trail, region })),
    );
    return (asked: string) =>
      ({
        async send(command: object) {
          if (command instanceof DescribeTrailsCommand) {
            return {
              trailList: all
                .filter(({ everywhere, region }) => everywhere || region === asked)
                .map(({ name, everywhere, region }) => ({
                  Name: name,
                  TrailARN: name,
                  IsMultiRegionTrail: everywhere === true,
                  HomeRegion: region,
                })),
            };
          }
          if (command instanceof GetTrailStatusCommand) {
            return { IsLogging: !all.find(({ name }) => name === command.input.Name)?.stopped };
          }
          expect(command).toBeInstanceOf(GetEventSelectorsCommand);
          return { EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }] };
        },
      }) as unknown as CloudTrailClient;
  }

  const HEARD = ['eu-central-1', 'eu-west-1'];

  test.each<[string, Record<string, Trail[]>, string[]]>([
    [
      'of every Region answers for all, wherever it was made',
      { 'us-east-1': [{ name: 'org', everywhere: true }], 'eu-central-1': [{ name: 'own' }] },
      ['good: trail org logs management events of every Region'],
    ],
    [
      'of one Region answers for that one',
      { 'eu-central-1': [{ name: 'own' }], 'us-east-1': [{ name: 'there' }] },
      [
        'good: trail own logs management events of eu-central-1',
        'bad: no trail reaches eu-west-1: S3 calls start nothing',
        'good: trail there logs management events of us-east-1',
      ],
    ],
    [
      'of every Region that is stopped answers for none',
      { 'eu-central-1': [{ name: 'org', everywhere: true, stopped: true }] },
      [
        'bad: trail org is stopped: S3 calls in eu-central-1 start nothing',
        'bad: trail org is stopped: S3 calls in eu-west-1 start nothing',
        'bad: trail org is stopped: S3 calls in us-east-1 start nothing',
      ],
    ],
  ])('%s', async (_situation, trails, expected) => {
    const checks = await checkTrails(cloudTrailWith(trails), HEARD, Promise.resolve(['us-east-1']));
    expect(checks.map(({ state, text }) => `${state}: ${text}`)).toEqual(expected);
  });
});

test('Regions with buckets whose events nobody sends home are named, the others are not', () => {
  const buckets = new Map([
    ['us-east-1', 3],
    ['eu-west-1', 7],
    ['ap-south-1', 1],
  ]);
  const checks = coverageVerdicts(buckets, ['eu-west-1', 'eu-central-1']);
  expect(checks.map(({ state, text }) => `${state}: ${text}`)).toEqual([
    'bad: ap-south-1 holds 1 bucket, and its events are not sent home: changes there start nothing',
    'bad: us-east-1 holds 3 buckets, and its events are not sent home: changes there start nothing',
  ]);
  expect(checks[0]?.advice).toContain("add 'ap-south-1' to regions");
});

describe('the forwarder of a Region', () => {
  const OUTPUTS = {
    Version: '1.2.3',
    HomeRegion: 'eu-central-1',
    DeadLetterQueueUrl: 'https://queue',
    AlarmsTopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
  };

  interface Region {
    readonly status?: string;
    readonly outputs?: Partial<typeof OUTPUTS>;
    readonly messages?: number;
    readonly subscribed?: string;
    readonly settings?: SettingsInput;
  }

  /** What the doctor says of eu-west-1; without a status no forwarder is deployed there. */
  async function said(there: Region): Promise<string[]> {
    const { status, outputs = OUTPUTS, messages = 0, subscribed } = there;
    const inRegion = (region: string) => {
      expect(region).toBe('eu-west-1');
      return {
        cloudFormation: {
          async send({ input }: DescribeStacksCommand) {
            expect(input.StackName).toBe('BucketWardenForwarder-eu-west-1');
            if (status === undefined) throw new Error('Stack with that id does not exist');
            const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
              OutputKey,
              OutputValue,
            }));
            return { Stacks: [{ StackStatus: status, Outputs }] };
          },
        },
        sqs: { send: async () => ({ Attributes: { ApproximateNumberOfMessages: messages } }) },
        sns: subscriptions(subscribed),
      };
    };
    const session = {
      clients: { inRegion },
      identity: { account: '111122223333' },
      settings: defineConfig(there.settings ?? {}),
      region: 'eu-central-1',
      version: '1.2.3',
    } as unknown as Session;
    const checks = await checkForwarder(session, 'eu-west-1');
    return checks.flatMap((check) => checkLines(check));
  }

  test('is whole, of this version and has nothing left', async () => {
    expect(await said({ status: 'CREATE_COMPLETE' })).toEqual([
      '✔ eu-west-1: the forwarder is CREATE_COMPLETE',
      '✔ eu-west-1: version 1.2.3 is deployed',
      '✔ eu-west-1: the dead-letter queue is empty',
    ]);
  });

  test('is missing', async () => {
    expect(await said({})).toEqual([
      '✖ eu-west-1: no event is sent home, because no forwarder is deployed there',
      '  → npx cdk bootstrap aws://111122223333/eu-west-1, where that was never done; then npm run deploy',
    ]);
  });

  test.each<[string, Region, string, string]>([
    [
      'is broken',
      { status: 'UPDATE_ROLLBACK_FAILED' },
      '✖ eu-west-1: the forwarder is UPDATE_ROLLBACK_FAILED',
      '  → its events in CloudFormation say why; then npm run deploy',
    ],
    [
      'is of another version',
      { status: 'CREATE_COMPLETE', outputs: { ...OUTPUTS, Version: '1.2.2' } },
      '✖ eu-west-1: version 1.2.2 is deployed, and this is 1.2.3',
      '  → npm run deploy, or use the command of the version that is deployed',
    ],
    [
      'sends to another Region',
      { status: 'CREATE_COMPLETE', outputs: { ...OUTPUTS, HomeRegion: 'us-east-1' } },
      '✖ eu-west-1: the forwarder sends to us-east-1, and the home Region is eu-central-1',
      '  → npm run deploy, with eu-central-1 as the home Region',
    ],
    [
      'could not deliver',
      { status: 'CREATE_COMPLETE', messages: 2 },
      '✖ eu-west-1: 2 events did not get home and are in the dead-letter queue',
      '  → each carries the reason; once that is mended, warden audit finds the buckets that they are about, and docs/runbook.md says the rest',
    ],
    [
      'tells nobody yet',
      {
        status: 'CREATE_COMPLETE',
        settings: { alerts: { email: ['ops@example.com'] } },
        subscribed: 'PendingConfirmation',
      },
      '✖ eu-west-1: ops@example.com has not confirmed its subscription: it gets no alerts',
      '  → follow the link in the mail from AWS Notifications; `npm run deploy` sends no second one after 48 hours, subscribing again does',
    ],
    [
      'cannot be looked at whole',
      {
        status: 'CREATE_COMPLETE',
        outputs: { ...OUTPUTS, DeadLetterQueueUrl: undefined } as never,
      },
      '? eu-west-1: what is in the dead-letter queue: cannot be told (Error: the stack has no output DeadLetterQueueUrl)',
      '  → try again, or look by hand',
    ],
  ])('%s', async (_situation, there, line, advice) => {
    const lines = await said(there);
    const at = lines.indexOf(line);
    expect(lines).toContain(line);
    expect(lines[at + 1]).toBe(advice);
    expect(lines.filter((each) => /^[✖?]/.test(each))).toHaveLength(1);
  });
});

/** SNS, whose topic has the one mail address subscribed. */
function subscriptions(SubscriptionArn: string | undefined) {
  const Subscriptions = [{ Protocol: 'email', Endpoint: 'ops@example.com', SubscriptionArn }];
  // The SDK pages through the answers of its own clients only.
  return Object.assign(new SNSClient({ region: 'eu-west-1' }), {
    send: async () => ({ Subscriptions }),
  });
}
