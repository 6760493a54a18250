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

  test('its own calls are looked at as little as those of the other function', () => {
    const roles = Object.keys(plain.findResources('AWS::IAM::Role')).filter((id) =>
      /^(Remediate|SweepFunction)Role/.test(id),
    );
    expect(roles).toHaveLength(2);
    const [rule] = Object.values(
      plain.findResources('AWS::Events::Rule', {
        Properties: { EventPattern: { source: ['aws.s3'] } },
      }),
    );
    const pattern = JSON.stringify(rule?.['Properties'].EventPattern);
    for (const role of roles) expect(pattern).toContain(role);
    const known = Object.values(plain.findResources('AWS::Lambda::Function')).flatMap(
      ({ Properties }) => Properties.Environment?.Variables?.OWN_ROLE_ARNS ?? [],
    );
    // Each of the two functions knows both roles: whose calls are its own, and what it is to be let through as.
    expect(known).toHaveLength(2);
    for (const names of known) {
      for (const role of roles) expect(JSON.stringify(names)).toContain(role);
    }
  });
});
