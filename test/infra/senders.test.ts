import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { arnOf, maySend, type Sender } from './may-send.ts';
import { templateOf, templatesOf } from './synth.ts';

const OPERATOR = 'arn:aws:iam::111122223333:role/security/operator';
const home = templateOf({ operators: [OPERATOR] });
const plain = templateOf();

const anybody = (principalArn: string): Sender => ({ principalArn, hasOwnPolicy: true });
const role = (name: string, template = home) => anybody(arnOf(template, name));
const rule = (name: string, template = home): Sender => ({
  service: 'events.amazonaws.com',
  sourceArn: arnOf(template, name),
});

const OTHERS: readonly (readonly [string, Sender])[] = [
  ['a user who may do everything', anybody('arn:aws:iam::111122223333:user/admin')],
  ['a role that may do everything', anybody('arn:aws:iam::111122223333:role/admin')],
  ["a role that is called like an operator's", anybody('arn:aws:iam::111122223333:role/operator')],
  [
    "an operator's role of another account",
    anybody('arn:aws:iam::444455556666:role/security/operator'),
  ],
  ['root', anybody('arn:aws:iam::111122223333:root')],
  [
    "somebody else's rule",
    {
      service: 'events.amazonaws.com',
      sourceArn: 'arn:aws:events:eu-central-1:111122223333:rule/x',
    },
  ],
  [
    'a topic',
    { service: 'sns.amazonaws.com', sourceArn: 'arn:aws:sns:eu-central-1:111122223333:x' },
  ],
  ['a bucket', { service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::x' }],
  ['a service that names no source', { service: 'events.amazonaws.com' }],
  [
    "another service that names the service's own rule",
    { service: 'sns.amazonaws.com', sourceArn: arnOf(home, 'IntakeApiCalls') },
  ],
  ["the chat's role", anybody('arn:aws:iam::111122223333:role/TopicsSlack')],
];

/** Who may send to which queue: everybody else may not. */
const SENDERS: Readonly<Record<string, readonly (readonly [string, Sender])[]>> = {
  IntakeEvents: [
    ['the rule of S3 calls', rule('IntakeApiCalls')],
    ['the rule of Config findings', rule('IntakeConfigFindings')],
    ['the function of events', role('RemediateRole')],
    ['an operator', anybody(OPERATOR)],
  ],
  IntakeDeadLetters: [
    ['the rule of S3 calls', rule('IntakeApiCalls')],
    ['the rule of Config findings', rule('IntakeConfigFindings')],
    ['the function of events', role('RemediateRole')],
  ],
  SweepQueue: [
    ['the rule of deployments', rule('SweepDeployed')],
    ['the function of sweeps', role('SweepFunctionRole')],
    ['the schedule', role('SweepSchedulerRole')],
    ['an operator', anybody(OPERATOR)],
  ],
  SweepDeadLetters: [
    ['the rule of deployments', rule('SweepDeployed')],
    ['the function of sweeps', role('SweepFunctionRole')],
    ['the schedule', role('SweepSchedulerRole')],
  ],
};

const EVERYBODY = new Map(
  [...Object.values(SENDERS).flat(), ...OTHERS].map(([who, sender]) => [who, sender]),
);

describe.each(Object.keys(SENDERS))('%s', (queue) => {
  const senders = new Map(SENDERS[queue]);

  test.each([...senders])('%s may send to it', (_, sender) => {
    expect(maySend(home, queue, sender)).toBe(true);
  });

  test.each([...EVERYBODY].filter(([who]) => !senders.has(who)))('%s may not', (_, sender) => {
    expect(maySend(home, queue, sender)).toBe(false);
  });

  test('nobody may over plain HTTP', () => {
    for (const [, sender] of senders) {
      expect(maySend(home, queue, { ...sender, isPlain: true })).toBe(false);
    }
  });

  test('without operators in the settings no other role may', () => {
    expect(maySend(plain, queue, anybody(OPERATOR))).toBe(false);
  });
});

describe('the queue of requests', () => {
  test.each([
    ['a user of the account whom a policy lets', anybody('arn:aws:iam::111122223333:user/jane')],
    ['a role of the account that a policy lets', anybody('arn:aws:iam::111122223333:role/team')],
  ])('takes what %s sends, without any setting', (_, sender) => {
    expect(maySend(plain, 'SweepRequests', sender)).toBe(true);
    expect(maySend(plain, 'SweepRequests', { ...sender, hasOwnPolicy: false })).toBe(false);
    expect(maySend(plain, 'SweepRequests', { ...sender, isPlain: true })).toBe(false);
  });

  test.each([
    ['rule', rule('SweepDeployed', plain)],
    ['topic', OTHERS[6]?.[1] ?? {}],
  ])('takes nothing that a %s sends', (_, sender) => {
    expect(maySend(plain, 'SweepRequests', sender)).toBe(false);
  });
});

describe('the dead-letter queue of another Region', () => {
  const forwarderOf = (settings: object) => {
    const templates = templatesOf({ ...settings, region: 'us-east-1', regions: ['eu-west-1'] });
    return templates['BucketWardenForwarder-eu-west-1'] as Template;
  };

  test('takes what its rules could not send home, and nothing else', () => {
    const template = forwarderOf({ operators: [OPERATOR] });
    for (const name of ['ApiCalls', 'ConfigFindings']) {
      expect(maySend(template, 'DeadLetters', rule(name, template))).toBe(true);
    }
    for (const [who, sender] of [...OTHERS, ['an operator', anybody(OPERATOR)] as const]) {
      expect(maySend(template, 'DeadLetters', sender), who).toBe(false);
    }
  });

  test('takes nothing where no rule is there', () => {
    const off = { 'default-encryption': 'off', 'block-public-access': 'off', 'tls-only': 'off' };
    const template = forwarderOf({ controls: off });
    for (const [who, sender] of OTHERS) {
      expect(maySend(template, 'DeadLetters', sender), who).toBe(false);
    }
  });
});

test('every queue of the service says who may send to it', () => {
  const queues = Object.keys(home.findResources('AWS::SQS::Queue')).map((id) => id.slice(0, -8));
  expect(queues.sort()).toEqual([...Object.keys(SENDERS), 'SweepRequests'].sort());
});
