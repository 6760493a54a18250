import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { doneBuckets } from '../../shared/core/sweep/progress.ts';
import { CURRENT, sweepKey } from '../../shared/sweep/items.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import settings from './sweep.config.ts';
import { SweepSteps } from './sweep-steps.ts';

const BY_PERSON = { kind: 'start', trigger: 'person', mode: 'by-settings' } as const;
const BY_SCHEDULE = { ...BY_PERSON, trigger: 'schedule' } as const;
const DEPLOYED = { kind: 'start', trigger: 'deployment', mode: 'by-settings' } as const;
const DRIFTED = ['drifted-1', 'drifted-2', 'drifted-3'];
const HOUR_MS = 3_600_000;

let own: OwnAws;

beforeAll(async () => {
  own = await startOwnAws('sweep.config.ts');
  for (const bucket of DRIFTED) await own.drift(bucket);
});
afterAll(() => own.aws.stop());
beforeEach(() => forget(CURRENT));

const steps = () => new SweepSteps(own, settings, { pageSize: 2, chunkSize: 2 });

async function forget(Key: typeof CURRENT): Promise<void> {
  const TableName = own.stack.JournalTableName;
  await own.aws.dynamodb().send(new DeleteItemCommand({ TableName, Key }));
}

/** Has the latest sweep begun, and last got on, that many hours before. */
async function age(sweep: SweepSteps, hours: number): Promise<void> {
  const progress = (await sweep.services.store.latest())?.progress;
  const startedMs = Date.parse(progress?.startedAt ?? '') - hours * HOUR_MS;
  await own.aws.dynamodb().send(
    new UpdateItemCommand({
      TableName: own.stack.JournalTableName,
      Key: sweepKey(progress?.id ?? ''),
      UpdateExpression: 'SET updatedAtMs = :got, startedAt = :began',
      ExpressionAttributeValues: marshall({
        ':got': (progress?.updatedAtMs ?? 0) - hours * HOUR_MS,
        ':began': new Date(startedMs).toISOString(),
      }),
    }),
  );
}

test('a sweep whose record has expired stands in the way of none, and was the first', async () => {
  const first = steps();
  await first.drive(BY_PERSON);
  await forget(sweepKey(first.summaries[0]?.id ?? ''));
  const next = steps();
  await next.drive(BY_PERSON);
  expect(next.summaries).toMatchObject([{ isFirst: false, mode: 'by-settings' }]);
});

test('the schedule leaves the first audit half a day to be read; a person need not wait', async () => {
  const first = steps();
  await first.drive(DEPLOYED);
  expect(first.summaries).toMatchObject([{ isFirst: true, mode: 'audit' }]);
  const early = steps();
  await early.drive(BY_SCHEDULE);
  expect(early.effects).toEqual([]);
  expect(early.said).toEqual(['the first audit is left time to be read']);
  await age(first, 24);
  const later = steps();
  await later.drive(BY_SCHEDULE);
  await later.drive(BY_SCHEDULE);
  expect(later.summaries).toMatchObject([{ mode: 'by-settings' }, { mode: 'by-settings' }]);

  await forget(CURRENT);
  const person = steps();
  await person.drive(DEPLOYED);
  await person.drive(BY_PERSON);
  expect(person.summaries).toMatchObject([{ mode: 'audit' }, { mode: 'by-settings' }]);
});

describe('a sweep that does not get on for half a day', () => {
  test('is given up: it tells as far as it came, and the one after an unfinished first only looks', async () => {
    for (const bucket of DRIFTED) await own.driftAgain(bucket);
    const stuck = steps();
    await stuck.step(BY_PERSON);
    await stuck.step();
    const { buckets = 0 } = (await stuck.services.store.latest())?.progress ?? {};
    await age(stuck, 13);
    const next = steps();
    await next.drive(BY_PERSON);
    expect(next.summaries).toMatchObject([
      { isFirst: true, mode: 'audit', buckets, incomplete: { counted: 2 } },
      { isFirst: true, mode: 'audit', buckets, outcomes: { audited: DRIFTED.length } },
    ]);
    expect(doneBuckets(next.summaries[0] ?? { outcomes: {} })).toBe(2);
    expect(next.summaries[1]).not.toHaveProperty('incomplete');
    const after = steps();
    await after.drive(BY_PERSON);
    expect(after.summaries).toMatchObject([{ isFirst: false, mode: 'by-settings' }]);
  });

  test.each([
    // Nobody has read what the first one found.
    ['the alerts topic', () => own.stack.AlertsTopicArn, { isFirst: true, mode: 'audit' }],
    [
      'the chat topic only',
      () => 'arn:aws:sns:eu-central-1:000000000000:chat',
      { isFirst: false, mode: 'by-settings' },
    ],
  ])(
    'is given up where %s keeps refusing its summary, however often that is tried',
    async (_, topic, successor) => {
      const refused = steps();
      refused.untoldTopics = [topic()];
      await expect(refused.drive(BY_PERSON)).rejects.toThrow('could not be published');
      const { id = '' } = (await refused.services.store.latest()) ?? {};
      await age(refused, 13);
      await expect(refused.step({ kind: 'finish', sweep: id })).rejects.toThrow();
      const next = steps();
      next.untoldTopics = refused.untoldTopics;
      await next.step(BY_PERSON);
      const latest = await next.services.store.latest();
      expect(latest?.id).not.toBe(id);
      expect(await next.services.store.find(id)).toMatchObject({
        untoldTopics: refused.untoldTopics,
        finishedAt: expect.any(String),
      });
      const after = steps();
      await age(next, 13);
      await after.step(BY_PERSON);
      expect((await after.services.store.latest())?.progress).toMatchObject(successor);
    },
  );

  test('is given up by a deployment too where it was the first, and by none later', async () => {
    const stuck = steps();
    await stuck.step(DEPLOYED);
    await age(stuck, 13);
    const next = steps();
    await next.drive(DEPLOYED);
    expect(next.summaries).toMatchObject([{ incomplete: { counted: 0 } }, { isFirst: true }]);
    const later = steps();
    await later.drive(DEPLOYED);
    await later.step(BY_PERSON);
    await age(later, 13);
    expect(later.summaries).toEqual([]);
    const last = steps();
    await last.drive(DEPLOYED);
    expect(last.effects).toEqual([]);
  });
});
