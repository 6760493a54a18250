import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { HEARTBEAT_CALL } from '../../shared/core/events/heartbeat.ts';
import type { SettingsInput } from '../../shared/settings.ts';
import { ARRIVED } from './dead-letter-arrivals.ts';
import { templatesOf } from './synth.ts';

/** The templates of the home stack and of its one forwarder. */
function pairOf(home: string, other: string, settings: SettingsInput = {}) {
  const templates = templatesOf({ ...settings, region: home, regions: [other] });
  const homeStack = templates['BucketWarden'] as Template;
  const forwarder = templates[`BucketWardenForwarder-${other}`] as Template;
  return { homeStack, forwarder };
}

interface Pattern {
  source: string[];
  detail: Record<string, unknown>;
}

/** The patterns for what happens to buckets. */
function patternsOf(template: Template): Pattern[] {
  const rules = Object.values(template.findResources('AWS::Events::Rule'));
  const patterns = rules
    .map(({ Properties }) => Properties.EventPattern as Pattern)
    .filter(({ source }) => String(source) !== 'aws.cloudformation');
  return patterns.sort((a, b) => String(a.source).localeCompare(String(b.source)));
}

describe('which stacks there are', () => {
  const names = (settings: SettingsInput) => Object.keys(templatesOf(settings)).sort();

  test('one for home alone, and one more for each other Region', () => {
    expect(names({ region: 'eu-central-1' })).toEqual(['BucketWarden']);
    expect(names({ region: 'eu-central-1', regions: ['eu-west-1', 'us-east-1'] })).toEqual([
      'BucketWarden',
      'BucketWardenForwarder-eu-west-1',
      'BucketWardenForwarder-us-east-1',
    ]);
  });

  test('home may be listed among the Regions, and gets no forwarder', () => {
    expect(names({ region: 'eu-central-1', regions: ['eu-central-1', 'eu-west-1'] })).toEqual([
      'BucketWarden',
      'BucketWardenForwarder-eu-west-1',
    ]);
  });

  test('a home Region that nobody knows ends it in a sentence, unless it is not asked for', () => {
    expect(() => templatesOf({ regions: ['eu-west-1'] })).toThrow(
      'regions: their events are sent to the home Region, and none is known: name it in region, or set AWS_REGION.',
    );
    expect(Object.keys(templatesOf({}))).toEqual(['BucketWarden']);
  });

  test('a Region of another partition ends it in a sentence', () => {
    expect(() => pairOf('eu-central-1', 'cn-north-1')).toThrow(
      'regions: cn-north-1 is in partition aws-cn and the home Region eu-central-1 in aws: no account has both.',
    );
  });
});

describe.each([
  ['an ordinary Region', 'eu-central-1', 'eu-west-1', 'aws'],
  ['an opt-in Region', 'eu-central-1', 'af-south-1', 'aws'],
  ['home in an opt-in Region', 'af-south-1', 'us-east-1', 'aws'],
  ['GovCloud', 'us-gov-east-1', 'us-gov-west-1', 'aws-us-gov'],
  ['China', 'cn-north-1', 'cn-northwest-1', 'aws-cn'],
])('%s', (_what, home, other, partition) => {
  const { homeStack, forwarder } = pairOf(home, other, {
    configRules: 'create',
    trail: 'create',
    alerts: { email: ['ops@example.com'] },
  });
  const bus = `arn:${partition}:events:${home}:111122223333:event-bus/default`;

  test('both rules send to the bus at home, and what does not arrive to the dead-letter queue', () => {
    const rules = Object.values(forwarder.findResources('AWS::Events::Rule'));
    expect(rules).toHaveLength(2);
    const [queue] = Object.keys(forwarder.findResources('AWS::SQS::Queue'));
    const [role] = Object.keys(forwarder.findResources('AWS::IAM::Role'));
    for (const { Properties } of rules) {
      expect(Properties.Targets).toEqual([
        {
          Arn: bus,
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } },
          Id: 'Target0',
          RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
        },
      ]);
    }
  });

  test('their role may put events on that bus, and nothing else', () => {
    forwarder.resourceCountIs('AWS::IAM::Policy', 1);
    forwarder.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{ Action: 'events:PutEvents', Effect: 'Allow', Resource: bus }],
      },
    });
    forwarder.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Principal: { Service: 'events.amazonaws.com' } }],
      },
      ManagedPolicyArns: Match.absent(),
    });
  });

  test('their patterns are those of home, without its exclusion of the function and its heartbeat', () => {
    const [findings, calls] = patternsOf(homeStack);
    const { $or: exclusion, ...detail } = calls?.detail ?? {};
    expect(exclusion).toBeDefined();
    const { eventName } = detail as { eventName: string[] };
    const forwarded = { ...detail, eventName: eventName.filter((name) => name !== HEARTBEAT_CALL) };
    expect(forwarded.eventName).toHaveLength(eventName.length - 1);
    expect(patternsOf(forwarder)).toEqual([findings, { ...calls, detail: forwarded }]);
  });

  test('the dead-letter queue is encrypted, takes TLS only and only these rules, and keeps for 14 days', () => {
    forwarder.resourceCountIs('AWS::SQS::Queue', 1);
    forwarder.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    const [policy] = Object.values(forwarder.findResources('AWS::SQS::QueuePolicy'));
    const statements: { Effect: string; Condition: object }[] =
      policy?.['Properties'].PolicyDocument.Statement;
    const rules = Object.keys(forwarder.findResources('AWS::Events::Rule'));
    expect(
      statements.filter(({ Effect }) => Effect === 'Allow').map(({ Condition }) => Condition),
    ).toEqual(
      expect.arrayContaining(
        rules.map((rule) => ({ ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } })),
      ),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  test('what arrives there raises an alarm, which is mailed from the Region itself', () => {
    const [topic] = Object.keys(forwarder.findResources('AWS::SNS::Topic'));
    const [queue] = Object.keys(forwarder.findResources('AWS::SQS::Queue'));
    const ofQueue = (MetricName: string) => ({
      MetricStat: {
        Metric: {
          MetricName,
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
        },
      },
    });
    forwarder.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: [
        { Expression: ARRIVED },
        ofQueue('NumberOfMessagesSent'),
        ofQueue('ApproximateNumberOfMessagesVisible'),
      ],
      Threshold: 1,
      AlarmActions: [{ Ref: topic }],
    });
    forwarder.hasResourceProperties('AWS::SNS::Subscription', {
      Endpoint: 'ops@example.com',
      TopicArn: { Ref: topic },
    });
  });

  test('no ARN of either stack is of another partition', () => {
    for (const template of [homeStack, forwarder]) {
      const partitions = JSON.stringify(template.toJSON()).matchAll(/arn:([a-z-]*)/g);
      // An empty one is put together by CloudFormation, from AWS::Partition.
      expect(new Set([...partitions].map(([, found]) => found || partition))).toEqual(
        new Set([partition]),
      );
    }
  });
});

test('an exemption by tag has the tagging of buckets forwarded', () => {
  const exemptByTag = { key: 'warden-exempt', controls: ['tls-only' as const] };
  const { forwarder } = pairOf('eu-central-1', 'eu-west-1', { exemptByTag });
  const [, calls] = patternsOf(forwarder);
  expect(calls?.detail['eventName']).toContain('PutBucketTagging');
});

test('a forwarder says its version and where it sends to, and carries the tags', () => {
  const { forwarder } = pairOf('eu-central-1', 'eu-west-1', { tags: { team: 'security' } });
  forwarder.hasOutput('Version', { Value: '0.0.0-test' });
  forwarder.hasOutput('HomeRegion', { Value: 'eu-central-1' });
  forwarder.hasResourceProperties('AWS::SQS::Queue', {
    Tags: [{ Key: 'team', Value: 'security' }],
  });
});
