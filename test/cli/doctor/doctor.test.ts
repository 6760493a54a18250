import { describe, expect, test, vi } from 'vitest';
import { checkLines, exitCodeOf } from '../../../cli/doctor/check.ts';
import { recorderVerdict, recordsBuckets } from '../../../cli/doctor/config-recorder.ts';
import { deadLetterVerdict } from '../../../cli/doctor/dead-letters.ts';
import { stackVerdict, versionVerdict } from '../../../cli/doctor/deployment.ts';
import { slackVerdict } from '../../../cli/doctor/slack.ts';
import { subscriptionVerdicts } from '../../../cli/doctor/subscriptions.ts';
import { attempt } from '../../../shared/aws/hearing/attempt.ts';
import { logsS3Writes, trailVerdict } from '../../../shared/aws/hearing/trails.ts';

vi.stubEnv('FORCE_COLOR', '0');

describe('event selectors let the writes of S3 through', () => {
  const management = { Field: 'eventCategory', Equals: ['Management'] };
  test.each<[string, boolean, Parameters<typeof logsS3Writes>]>([
    ['the default', true, [[{ IncludeManagementEvents: true, ReadWriteType: 'All' }]]],
    ['writes only', true, [[{ IncludeManagementEvents: true, ReadWriteType: 'WriteOnly' }]]],
    ['reads only', false, [[{ IncludeManagementEvents: true, ReadWriteType: 'ReadOnly' }]]],
    ['data events only', false, [[{ IncludeManagementEvents: false }]]],
    ['none', false, [undefined, undefined]],
    ['advanced, all management', true, [[], [{ FieldSelectors: [management] }]]],
    [
      'advanced, writes only',
      true,
      [[], [{ FieldSelectors: [management, { Field: 'readOnly', Equals: ['false'] }] }]],
    ],
    [
      'advanced, reads only',
      false,
      [[], [{ FieldSelectors: [management, { Field: 'readOnly', Equals: ['true'] }] }]],
    ],
    [
      'advanced, without KMS',
      true,
      [
        [],
        [
          {
            FieldSelectors: [
              management,
              { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
            ],
          },
        ],
      ],
    ],
    [
      'advanced, without S3',
      false,
      [
        [],
        [
          {
            FieldSelectors: [management, { Field: 'eventSource', NotEquals: ['s3.amazonaws.com'] }],
          },
        ],
      ],
    ],
    [
      'advanced, data events',
      false,
      [[], [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }]],
    ],
  ])('%s', (_situation, expected, selectors) => {
    expect(logsS3Writes(...selectors)).toBe(expected);
  });
});

describe('a trail', () => {
  const stopped = { name: 'old', logging: false, writes: true };
  const dataOnly = { name: 'data', logging: true, writes: false };
  const unread = { name: 'org', problem: 'AccessDenied' };
  test.each([
    ['one of several is enough', 'good', [stopped, dataOnly, { ...stopped, logging: true }]],
    ['one that logs and one that cannot be read', 'good', [unread, { ...stopped, logging: true }]],
    ['one that is stopped', 'bad', [stopped]],
    ['one of data events', 'bad', [dataOnly]],
    ['none', 'bad', []],
    ['one that cannot be read may be a good one', 'unknown', [stopped, unread]],
  ] as const)('%s', (_situation, state, trails) => {
    expect(trailVerdict(trails, 'eu-west-1').state).toBe(state);
  });
});

describe('AWS Config', () => {
  test.each<[string, boolean, Parameters<typeof recordsBuckets>[0]['recordingGroup']]>([
    ['everything', true, { allSupported: true }],
    ['buckets by name', true, { resourceTypes: ['AWS::S3::Bucket'] }],
    ['other types by name', false, { resourceTypes: ['AWS::EC2::Instance'] }],
    [
      'all but others',
      true,
      {
        recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
        exclusionByResourceTypes: { resourceTypes: ['AWS::EC2::Instance'] },
      },
    ],
    [
      'all but buckets',
      false,
      {
        recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
        exclusionByResourceTypes: { resourceTypes: ['AWS::S3::Bucket'] },
      },
    ],
  ])('records %s', (_situation, expected, recordingGroup) => {
    expect(recordsBuckets({ recordingGroup })).toBe(expected);
  });

  test('is optional, unless the stack makes its rules', () => {
    expect(recorderVerdict(true, 'eu-west-1', true).state).toBe('good');
    expect(recorderVerdict(false, 'eu-west-1', false).state).toBe('optional');
    expect(recorderVerdict(false, 'eu-west-1', true).state).toBe('bad');
  });
});

describe('subscriptions', () => {
  const mail = (Endpoint: string, SubscriptionArn: string) => ({
    Protocol: 'email',
    Endpoint,
    SubscriptionArn,
  });
  const states = (...args: Parameters<typeof subscriptionVerdicts>) =>
    subscriptionVerdicts(...args).map(({ state, text }) => `${state}: ${text}`);

  test('each that is pending is named, beside those that are confirmed', () => {
    const subscriptions = [
      mail('a@example.com', 'arn:aws:sns:eu-west-1:111122223333:t:1'),
      mail('b@example.com', 'PendingConfirmation'),
    ];
    expect(states(subscriptions, ['a@example.com', 'b@example.com'])).toEqual([
      'bad: b@example.com has not confirmed its subscription: it gets no alerts',
      'good: alerts reach a@example.com (email)',
    ]);
  });

  test('an address of the settings that is not subscribed is named', () => {
    expect(states([mail('c@example.com', 'Deleted')], ['c@example.com'])).toEqual([
      'bad: c@example.com of the settings is not subscribed to the alerts',
    ]);
  });

  test('nobody at all', () => {
    expect(states([], [])).toEqual(['bad: nobody is subscribed to the alerts: nobody is told']);
  });
});

test('a Slack workspace is authorised, disabled or unknown to the account', () => {
  const workspace = { SlackTeamId: 'T1', SlackTeamName: 'acme' };
  expect(slackVerdict([workspace], 'T1').state).toBe('good');
  expect(slackVerdict([{ ...workspace, State: 'DISABLED' }], 'T1').state).toBe('bad');
  expect(slackVerdict([workspace], 'T2').state).toBe('bad');
});

test('dead letters are counted by queue, with the whole command that moves them back', () => {
  const source = 'arn:aws:sqs:eu-west-1:111122223333';
  const sqs = 'https://sqs.eu-west-1.amazonaws.com/111122223333';
  const sweeps = { of: 'sweeps', from: `${sqs}/Sweep-1`, section: 'Dead letters of a sweep' };
  expect(deadLetterVerdict(0, `${source}:Dead-1`, sweeps)).toEqual({
    state: 'good',
    text: 'the dead-letter queue of sweeps is empty',
  });
  expect(deadLetterVerdict(2, `${source}:Dead-1`, sweeps)).toEqual({
    state: 'bad',
    text: '2 messages in the dead-letter queue of sweeps',
    advice: `each carries its error (docs/runbook.md, "Dead letters of a sweep"); once that is mended, with a role of operators in the settings: aws sqs start-message-move-task --source-arn ${source}:Dead-1 --destination-arn ${source}:Sweep-1`,
  });
});

test.each([
  ['CREATE_COMPLETE', 'good'],
  ['UPDATE_COMPLETE', 'good'],
  ['UPDATE_ROLLBACK_COMPLETE', 'good'],
  ['ROLLBACK_COMPLETE', 'bad'],
  ['UPDATE_ROLLBACK_FAILED', 'bad'],
  ['DELETE_FAILED', 'bad'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'unknown'],
])('a stack that is %s is %s', (status, state) => {
  expect(stackVerdict(status, 'the stack').state).toBe(state);
});

test('another version, or none, is told', () => {
  expect(versionVerdict('1.2.3', '1.2.3').state).toBe('good');
  expect(versionVerdict('1.2.2', '1.2.3').text).toBe(
    'version 1.2.2 is deployed, and this is 1.2.3',
  );
  expect(versionVerdict(undefined, '1.2.3').state).toBe('bad');
});

test('a check that fails is a line, and ends nothing', async () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  const [check] = await attempt('whether it is so', () => Promise.reject(denied));
  expect(check?.state).toBe('unknown');
  expect(check && checkLines(check)).toEqual([
    '? whether it is so: cannot be told (AccessDeniedException: no)',
    '  → let these credentials do it: --help lists the permissions',
  ]);
});

test('the exit code is 0 only where nothing is wrong and nothing unknown', () => {
  expect(exitCodeOf([{ state: 'good' }, { state: 'optional' }])).toBe(0);
  expect(exitCodeOf([{ state: 'good' }, { state: 'unknown' }])).toBe(1);
  expect(exitCodeOf([{ state: 'bad' }])).toBe(1);
});
