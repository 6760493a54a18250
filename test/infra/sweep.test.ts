import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { templateOf } from './synth.ts';

const plain = templateOf();

/** Logical id of the sweep's queue. */
function sweepQueue(): string {
  const [id] = Object.keys(plain.findResources('AWS::SQS::Queue')).filter((each) =>
    each.startsWith('SweepQueue'),
  );
  if (id === undefined) throw new Error('there is no queue for the sweep');
  return id;
}

/** Logical id of the resource of a type whose id begins so. */
function idOf(type: string, start: string): string {
  return Object.keys(plain.findResources(type)).find((id) => id.startsWith(start)) ?? 'nothing';
}

/** As whom the function of a construct calls, in the template's words. */
function sessionArn(construct: string) {
  const [partition, account] = [{ Ref: 'AWS::Partition' }, { Ref: 'AWS::AccountId' }];
  const role = { Ref: idOf('AWS::IAM::Role', construct) };
  const name = { Ref: idOf('AWS::Lambda::Function', construct) };
  return {
    'Fn::Join': ['', ['arn:', partition, ':sts::', account, ':assumed-role/', role, '/', name]],
  };
}

describe('the sweep', () => {
  test('has a function and a queue of its own, with a concurrency of its own', () => {
    templateOf({ maxConcurrency: 40, sweep: { maxConcurrency: 3 } }).hasResourceProperties(
      'AWS::Lambda::EventSourceMapping',
      {
        EventSourceArn: { 'Fn::GetAtt': [sweepQueue(), 'Arn'] },
        BatchSize: 1,
        ScalingConfig: { MaximumConcurrency: 3 },
      },
    );
  });

  test('gets a message back only when no function can be at it any more', () => {
    templateOf({ functionTimeoutSeconds: 100 }).hasResource('AWS::SQS::Queue', {
      Properties: {
        VisibilityTimeout: 600,
        RedrivePolicy: {
          deadLetterTargetArn: {
            'Fn::GetAtt': [Match.stringLikeRegexp('^SweepDeadLetters'), 'Arn'],
          },
        },
      },
    });
  });

  test('begins daily unless the settings say otherwise, through its queue', () => {
    plain.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 3 * * ? *)',
      Target: {
        Arn: { 'Fn::GetAtt': [sweepQueue(), 'Arn'] },
        Input: '{"kind":"start","trigger":"schedule"}',
        DeadLetterConfig: {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SweepDeadLetters'), 'Arn'] },
        },
      },
    });
    templateOf({ sweep: { schedule: 'rate(7 days)' } }).hasResourceProperties(
      'AWS::Scheduler::Schedule',
      { ScheduleExpression: 'rate(7 days)' },
    );
    const ofSweep = Object.keys(
      templateOf({ sweep: { schedule: 'off' } }).findResources('AWS::Scheduler::Schedule'),
    ).filter((id) => id.startsWith('Sweep'));
    expect(ofSweep).toEqual([]);
  });

  test('is asked for when a deployment of this very stack is done', () => {
    plain.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [{ Ref: 'AWS::StackId' }],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] },
        },
      },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [sweepQueue(), 'Arn'] },
          Input: '{"kind":"start","trigger":"deployment"}',
        }),
      ],
    });
  });

  test('its own calls are looked at as little as those of the other function, and no others with their roles', () => {
    const [rule] = Object.values(
      plain.findResources('AWS::Events::Rule', {
        Properties: { EventPattern: { source: ['aws.s3'] } },
      }),
    );
    const sessions = ['Remediate', 'SweepFunction'].map(sessionArn);
    const caller = (arn: unknown) => ({ userIdentity: { arn: [arn] } });
    expect(rule?.['Properties'].EventPattern.detail.$or).toEqual([
      caller({ exists: false }),
      { userIdentity: { arn: [{ 'anything-but': sessions }] } },
    ]);
    plain.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          ROLE_NAME: { Ref: idOf('AWS::IAM::Role', 'Remediate') },
          SWEEP_SESSION_ARN: sessions[1],
        },
      },
    });
    const roles = ['Remediate', 'SweepFunction'].map((each) => idOf('AWS::IAM::Role', each));
    const known = Object.values(plain.findResources('AWS::Lambda::Function')).flatMap(
      ({ Properties }) => Properties.Environment?.Variables?.OWN_ROLE_ARNS ?? [],
    );
    // Each of the two functions knows both roles: what it is to be let through as.
    expect(known).toHaveLength(2);
    for (const names of known) {
      for (const role of roles) expect(JSON.stringify(names)).toContain(role);
    }
  });

  test('a request waits as long as its function may die once', () => {
    templateOf({ functionTimeoutSeconds: 900 }).hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 2 * 6 * 900,
      VisibilityTimeout: 6 * 900,
    });
  });
});
