import { CreateBucketCommand, DeleteBucketCorsCommand } from '@aws-sdk/client-s3';
import {
  CreateScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
} from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import { createHeartbeatStore } from '../../shared/journal/heartbeat.ts';

import { aws, bucketName, eventually, s3, stack } from './deployed.ts';
import { warden } from './warden.ts';

const Bucket = stack.HeartbeatBucketName;
const heartbeats = createHeartbeatStore(aws.dynamodb(), stack.JournalTableName);

/** Has the schedule make its call now, and not at the next full hour of its life. */
async function beat(): Promise<void> {
  const scheduler = aws.scheduler();
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  const [Name] = Schedules.flatMap(({ Name = '', Target }) =>
    Target?.Arn?.endsWith(':aws-sdk:s3:deleteBucketCors') ? [Name] : [],
  );
  const { Target } = await scheduler.send(new GetScheduleCommand({ Name }));
  await scheduler.send(
    new CreateScheduleCommand({
      Name: 'beat-now',
      ScheduleExpression: 'at(2020-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target,
    }),
  );
}

/** Messages that ended so, and what the log says of them. */
async function ended(outcome: string): Promise<string[]> {
  const lines = (await aws.logs()).filter((line) => line.includes(`"outcome":"${outcome}"`));
  return lines.flatMap((line) => {
    const { message, reason } = JSON.parse(line);
    return message === 'message ended' ? [reason] : [];
  });
}

async function counted(): Promise<number> {
  return (await aws.logs()).filter(
    (line) => line.includes('"_aws"') && line.includes('"outcome":"heartbeat"'),
  ).length;
}

test('the call of the schedule’s role is heard through trail, bus and queue, counted and remembered', async () => {
  const before = await counted();
  const sinceMs = Date.now();
  await beat();
  await eventually(async () => expect(await counted()).toBe(before + 1));
  const ends = await eventually(async () => {
    const all = await ended('heartbeat');
    expect(all).toHaveLength(before + 1);
    return all;
  });
  expect(ends.at(-1)).toMatch(/^sent at \d{4}-/);
  const latest = await eventually(async () => {
    const found = await heartbeats.latest();
    expect(found?.heardAtMs).toBeGreaterThanOrEqual(sinceMs);
    return found;
  });
  expect(ends).toContain(`sent at ${latest?.sentAt}`);
});

test('the same call by anybody else is ignored, and starts no look', async () => {
  const before = await counted();
  const Other = bucketName('cors');
  for (const bucket of [Bucket, Other]) {
    const ignored = (await ended('ignored')).length;
    if (bucket === Other) await s3.send(new CreateBucketCommand({ Bucket: Other }));
    await s3.send(new DeleteBucketCorsCommand({ Bucket: bucket }));
    await eventually(async () => expect((await ended('ignored')).length).toBeGreaterThan(ignored));
  }
  expect(await counted()).toBe(before);
});

test('its bucket is private and takes TLS only as CloudFormation made it', async () => {
  const { stdout } = await warden('audit', '--json', Bucket);
  const [{ findings }] = JSON.parse(stdout).buckets;
  const verdicts = findings.map(({ control, verdict }: Record<string, string>) => [
    control,
    verdict,
  ]);
  // The emulator's CloudFormation leaves default encryption out.
  expect(Object.fromEntries(verdicts)).toMatchObject({
    'tls-only': 'compliant',
    'block-public-access': 'compliant',
  });
});
