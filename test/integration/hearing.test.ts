import { DisableRuleCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrail } from '../../local/start-trail.ts';
import { findSweepSummary } from './find-sweep-summary.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import { wardenAt } from './warden.ts';

let own: OwnAws;
beforeAll(async () => {
  own = await startOwnAws('hearing.config.ts');
  await startTrail(own.aws);
});
afterAll(() => own.aws.stop());

const doctor = () => wardenAt(own.aws, 'hearing.config.ts')('doctor');

/** Has the service go deaf: at its rule, at its trigger, at the schedule of its heartbeat. */
async function deafen(): Promise<void> {
  const { aws, stack } = own;
  const { Rules = [] } = await aws.events().send(new ListRulesCommand({}));
  const rule = Rules.find(({ Name }) => Name?.includes('ApiCalls'));
  await aws.events().send(new DisableRuleCommand({ Name: rule?.Name }));
  const { EventSourceMappings = [] } = await aws
    .lambda()
    .send(new ListEventSourceMappingsCommand({ FunctionName: stack.FunctionName }));
  const [{ UUID } = {}] = EventSourceMappings;
  await aws.lambda().send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  const scheduler = aws.scheduler();
  const { $metadata, ...schedule } = await scheduler.send(
    new GetScheduleCommand({ Name: stack.HeartbeatScheduleName }),
  );
  await scheduler.send(
    new UpdateScheduleCommand({
      Name: schedule.Name,
      ScheduleExpression: schedule.ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: schedule.Target,
      State: 'DISABLED',
    }),
  );
}

const DEAF = [
  /of the rules in us-east-1, BucketWarden-IntakeApiCalls\S+ is disabled/,
  /the function takes no messages from the queue of events: its trigger is disabl/,
  /the schedule of the heartbeat is disabled/,
];

test('the doctor sees that everything on the way of an event is there, and that no alert was lost', async () => {
  const { stdout } = await doctor();
  for (const line of [
    '✔ trail local-trail logs management events of every Region',
    '✔ the rules of BucketWarden are enabled',
    '✔ the function takes messages from the queue of events',
    '✔ the function takes messages from the queue of sweeps',
    '✔ no heartbeat was heard yet: the first ones are on their way',
    '✔ the schedule of sweeps is enabled',
    '✔ every delivery of alerts in a day succeeded',
  ]) {
    expect(stdout.split('\n')).toContain(line);
  }
});

test('a sweep by its own role can look at all of it, and tells nothing where all is well', async () => {
  await wardenAt(own.aws, 'hearing.config.ts')('sweep');
  expect((await findSweepSummary(own)).hearing).toEqual([]);
});

test('a disabled rule, trigger and schedule are seen by the doctor and told by the next sweep', async () => {
  await deafen();
  const { stdout, exitCode } = await doctor();
  expect(exitCode).toBe(1);
  for (const words of DEAF) expect(stdout).toMatch(words);
  await wardenAt(own.aws, 'hearing.config.ts')('sweep');
  const { hearing } = await findSweepSummary(own);
  expect(hearing.map(({ state }) => state)).toEqual(['deaf', 'deaf', 'deaf']);
  for (const words of DEAF) expect(hearing.map(({ text }) => text).join('\n')).toMatch(words);
});
