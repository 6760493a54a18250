import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../shared/controls/index.ts';
import { permissionsOf } from '../../shared/resources/control-needs.ts';
import { templateOf, templatesOf } from './synth.ts';

const plain = templateOf();

describe('queues', () => {
  test('are encrypted, deny plain HTTP and keep messages for fourteen days, requests for an hour', () => {
    const queues = Object.entries(plain.findResources('AWS::SQS::Queue'));
    expect(queues).toHaveLength(5);
    for (const [id, { Properties }] of queues) {
      expect(Properties).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: id.startsWith('SweepRequests') ? 3_600 : 1_209_600,
      });
    }
    plain.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  test('the events queue leaves a bucket alone for the settle time', () => {
    templateOf({ settleSeconds: 42 }).hasResourceProperties('AWS::SQS::Queue', {
      DelaySeconds: 42,
      VisibilityTimeout: 360,
    });
  });

  test('the queue itself gives up only after the function would have', () => {
    const receives = (retry: object) => {
      const [queue] = Object.values(
        templateOf({ retry }).findResources('AWS::SQS::Queue', {
          Properties: { RedrivePolicy: Match.anyValue() },
        }),
      );
      return queue?.['Properties'].RedrivePolicy.maxReceiveCount;
    };
    // 30 + 60 + 120 + 240 + 480 s, then 900 s each up to six hours: 29 receives, and ten to spare.
    expect(receives({})).toBe(39);
    expect(
      receives({ firstDelaySeconds: 900, longestDelaySeconds: 900, giveUpAfterSeconds: 900 }),
    ).toBe(12);
  });
});

describe('rules', () => {
  test('a control that is off is neither listened for nor permitted', () => {
    const template = templateOf({ controls: { 'tls-only': 'off' } });
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toContain('PutBucketPolicy');
    expect(text).not.toContain('s3-bucket-ssl-requests-only');
    expect(JSON.stringify(plain.toJSON())).toContain('PutBucketPolicy');
  });

  test('a control that is audited is listened for, but may not write', () => {
    const text = JSON.stringify(templateOf({ controls: { 'tls-only': 'audit' } }).toJSON());
    expect(text).toContain('"s3:GetBucketPolicy"');
    expect(text).not.toContain('"s3:PutBucketPolicy"');
    expect(text).toContain('"PutBucketPolicy"');
  });

  test('while nothing is enforced, every control is listened for and none may write', () => {
    const text = JSON.stringify(templateOf({ enforcing: false }).toJSON());
    expect(text).toContain('"s3:GetBucketPolicy"');
    expect(text).toContain('"PutBucketPolicy"');
    for (const action of CONTROLS.flatMap((control) => permissionsOf(control).write)) {
      expect(text).not.toContain(`"${action}"`);
    }
  });
});

describe('every control off', () => {
  const controls = Object.fromEntries(CONTROLS.map(({ id }) => [id, 'off' as const]));
  const rulesOfBuckets = (template: Template | undefined) =>
    Object.values(template?.findResources('AWS::Events::Rule') ?? {}).filter(
      ({ Properties }) => String(Properties.EventPattern.source) !== 'aws.cloudformation',
    );

  test('leaves the stacks deployed, with nothing listened for and nothing permitted on a bucket', () => {
    const templates = templatesOf({ controls, region: 'eu-central-1', regions: ['eu-west-1'] });
    expect(Object.keys(templates)).toHaveLength(2);
    for (const template of Object.values(templates)) {
      expect(rulesOfBuckets(template)).toEqual([]);
      expect(JSON.stringify(template.toJSON())).not.toContain('ReadAndRepairBuckets');
    }
    templates['BucketWarden']?.resourceCountIs('AWS::Lambda::Function', 2);
    templates['BucketWarden']?.resourceCountIs('AWS::S3::Bucket', 0);
  });

  test('listens for no tag either, whose reading stays permitted', () => {
    const exemptByTag = { key: 'warden-exempt', controls: ['tls-only' as const] };
    const template = templateOf({ controls, exemptByTag });
    expect(rulesOfBuckets(template)).toEqual([]);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Sid: 'ReadAndRepairBuckets', Action: 's3:GetBucketTagging' }),
        ]),
      },
    });
  });

  test('but for some buckets, is listened for as ever', () => {
    const overrides = [{ bucket: 'web-*', controls: { 'tls-only': 'audit' as const } }];
    expect(rulesOfBuckets(templateOf({ controls, overrides }))).toHaveLength(2);
  });
});

describe('settings with many exemptions', () => {
  const exempting = (count: number) => ({
    exemptions: Array.from({ length: count }, (_, index) => ({
      bucket: `acme-partner-${index}`,
      reason: 'alte Kunden, im Jänner ersetzt',
      owner: 'team-web',
      expires: '2027-01-31',
    })),
  });

  test('are bundled as long as they fit into a command line', () => {
    expect(Object.keys(templatesOf(exempting(700)))).toEqual(['BucketWarden']);
  });

  test('end the synth in a sentence where they do not, by their bytes', () => {
    expect(() => templatesOf(exempting(1_000))).toThrow(
      /^\(the settings\): they take 1\d\d,\d{3} bytes as JSON, and 100,000 can be bundled: name buckets by wildcards in exemptions and overrides, or exempt them with `warden exempt`, which keeps them in the journal\.$/,
    );
  });
});

describe('overrides and tags', () => {
  const audited = { controls: { 'tls-only': 'audit' } } as const;

  test('a control that is enforced for some buckets may write, one that is weakened for some may too', () => {
    const overrides = [{ bucket: 'web-*', controls: { 'tls-only': 'enforce' as const } }];
    const enforced = JSON.stringify(templateOf({ ...audited, overrides }).toJSON());
    expect(enforced).toContain('"s3:PutBucketPolicy"');
    const weakened = [{ bucket: 'web-*', controls: { 'tls-only': 'off' as const } }];
    const text = JSON.stringify(templateOf({ overrides: weakened }).toJSON());
    expect(text).toContain('"s3:PutBucketPolicy"');
  });

  test('a control that is audited for some buckets only is listened for, and may not write', () => {
    const overrides = [{ bucket: 'web-*', controls: { 'tls-only': 'audit' as const } }];
    const template = templateOf({ controls: { 'tls-only': 'off' }, overrides });
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain('"PutBucketPolicy"');
    expect(text).toContain('"s3:GetBucketPolicy"');
    expect(text).not.toContain('"s3:PutBucketPolicy"');
  });

  test('tags may be read only where a tag exempts, and their calls are listened for only then', () => {
    const exemptByTag = { key: 'warden-exempt', controls: ['tls-only' as const] };
    const text = JSON.stringify(templateOf({ exemptByTag }).toJSON());
    expect(text).toContain('"s3:GetBucketTagging"');
    // Buckets with attribute-based access control are tagged by S3 Control's calls only.
    for (const call of ['Put', 'Delete']) expect(text).toContain(`"${call}BucketTagging"`);
    for (const call of ['Tag', 'Untag']) expect(text).toContain(`"${call}Resource"`);
    expect(JSON.stringify(plain.toJSON())).not.toMatch(/BucketTagging|agResource/);
  });
});

describe('the function', () => {
  test('runs on arm64 and Node 24, with bounded concurrency and partial failures', () => {
    plain.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Timeout: 60,
    });
    templateOf({ maxConcurrency: 7 }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 7 },
    });
  });

  test('takes five hundred messages at once, and ten where Lambda may not wait for more', () => {
    const gathered = (BatchSize: number, MaximumBatchingWindowInSeconds: number) => ({
      BatchSize,
      MaximumBatchingWindowInSeconds,
    });
    plain.hasResourceProperties('AWS::Lambda::EventSourceMapping', gathered(500, 1));
    templateOf({ settleSeconds: 0 }).hasResourceProperties(
      'AWS::Lambda::EventSourceMapping',
      gathered(10, 0),
    );
  });

  test('has copies of its own kept free where the settings say so, as the sweep has, and else none', () => {
    expect(JSON.stringify(plain.toJSON())).not.toContain('ReservedConcurrentExecutions');
    const reserved = templateOf({ reservedConcurrency: 20, sweep: { reservedConcurrency: 7 } });
    for (const [entry, copies] of [
      ['looks at a bucket', 20],
      ['looks at every bucket', 7],
    ] as const) {
      reserved.hasResourceProperties('AWS::Lambda::Function', {
        Description: Match.stringLikeRegexp(entry),
        ReservedConcurrentExecutions: copies,
      });
    }
  });

  test('has its own log group with the retention of the settings', () => {
    templateOf({ logRetentionDays: 400 }).hasResourceProperties('AWS::Logs::LogGroup', {
      RetentionInDays: 400,
    });
  });

  test.each(['Remediate', 'Sweep'])(
    '%s reaches buckets of its own account only, and no action on objects',
    (name) => {
      const policies = plain.findResources('AWS::IAM::Policy');
      const statements = Object.entries(policies)
        .filter(([id]) => id.startsWith(name))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
      const s3 = statements.filter(
        ({ Action }) => /"s3:/.test(JSON.stringify(Action)) && Action !== 's3:ListAllMyBuckets',
      );
      expect(s3).toHaveLength(1);
      const declared = CONTROLS.map(permissionsOf).flatMap(({ read, write }) => [
        ...read,
        ...write,
      ]);
      expect(declared).toContain('s3:PutBucketPolicy');
      expect(s3[0]).toMatchObject({
        Action: [...new Set(declared)].sort(),
        Condition: { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } },
      });
      expect(JSON.stringify(statements)).not.toContain('"Action":"*"');
    },
  );
});

describe('alerts', () => {
  test('mail addresses are subscribed', () => {
    templateOf({ alerts: { email: ['a@example.com', 'b@example.com'] } }).resourcePropertiesCountIs(
      'AWS::SNS::Subscription',
      { Protocol: 'email' },
      2,
    );
  });

  test('a chat topic is made only where somebody listens', () => {
    plain.resourceCountIs('AWS::SNS::Topic', 1);
    templateOf({ alerts: { chatTopic: true } }).resourceCountIs('AWS::SNS::Topic', 2);
  });

  test('Slack: the channel gets the chat topic and may do nothing in the account', () => {
    const template = templateOf({ alerts: { slack: { workspaceId: 'T01', channelId: 'C01' } } });
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackWorkspaceId: 'T01',
      SlackChannelId: 'C01',
      SnsTopicArns: [Match.anyValue()],
      GuardrailPolicies: [Match.anyValue()],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
    });
  });

  test('alarms may be published to the topic', () => {
    plain.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
          }),
        ]),
      },
    });
  });
});

describe('a message that is tried again and again', () => {
  const ofAge = (Period: number) => ({
    Namespace: 'BucketWarden',
    MetricName: 'RetriedMessageAge',
    Dimensions: [{ Name: 'service', Value: 'bucket-warden' }],
    Statistic: 'Maximum',
    Threshold: 1_800,
    Period,
  });

  test('raises an alarm by its age, as the function tells it', () => {
    plain.hasResourceProperties('AWS::CloudWatch::Alarm', ofAge(1_800));
    plain.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          POWERTOOLS_SERVICE_NAME: 'bucket-warden',
          POWERTOOLS_METRICS_NAMESPACE: 'BucketWarden',
        }),
      },
    });
  });

  test('keeps it raised from one try to the next, however long the settings wait', () => {
    const alarmFor = (longestDelaySeconds: number) => {
      const retry = { firstDelaySeconds: 1, longestDelaySeconds };
      return templateOf({ retry });
    };
    alarmFor(43_200).hasResourceProperties('AWS::CloudWatch::Alarm', ofAge(86_400));
    alarmFor(2).hasResourceProperties('AWS::CloudWatch::Alarm', ofAge(60));
  });
});

test('a function that is throttled for a quarter of an hour raises an alarm, a moment of it does not', () => {
  const throttles = plain.findResources('AWS::CloudWatch::Alarm', {
    Properties: { MetricName: 'Throttles' },
  });
  for (const { Properties } of Object.values(throttles)) {
    expect(Properties).toMatchObject({
      Statistic: 'Sum',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 3,
    });
  }
});

describe('optional parts', () => {
  test('no customer-managed key, no Config rule and no trail unless the settings say so', () => {
    for (const type of ['AWS::KMS::Key', 'AWS::Config::ConfigRule', 'AWS::CloudTrail::Trail']) {
      plain.resourceCountIs(type, 0);
    }
  });

  test('Config rules are made with names that the rule of Config events matches', () => {
    const template = templateOf({ configRules: 'create' });
    const names = Object.values(template.findResources('AWS::Config::ConfigRule')).map(
      ({ Properties }) => Properties.ConfigRuleName as string,
    );
    expect(names).toHaveLength(CONTROLS.length);
    expect(names).toContain('bucket-warden-s3-bucket-ssl-requests-only');
    const text = JSON.stringify(template.findResources('AWS::Events::Rule'));
    for (const name of names) expect(text).toContain(`*${name.slice('bucket-warden-'.length)}*`);
  });

  test('the trail logs management events of every Region into a bucket that meets the baseline', () => {
    const template = templateOf({ trail: 'create' });
    template.hasResourceProperties('AWS::CloudTrail::Trail', {
      IsMultiRegionTrail: true,
      EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'WriteOnly' }],
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
      BucketEncryption: Match.anyValue(),
    });
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('tags are on everything that takes tags', () => {
    templateOf({ tags: { team: 'security' } }).hasResourceProperties('AWS::Lambda::Function', {
      Tags: Match.arrayWith([{ Key: 'team', Value: 'security' }]),
    });
  });
});
