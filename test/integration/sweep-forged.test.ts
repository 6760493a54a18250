import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookAt } from '../../scripts/chaos/sight.ts';
import type { SweepMessage } from '../../shared/core/sweep/message.ts';
import { doneBuckets } from '../../shared/core/sweep/progress.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import settings from './sweep.config.ts';
import { SweepSteps } from './sweep-steps.ts';

/* Steps of a sweep that somebody made up, beside those that the sweep made itself. */

const START = { kind: 'start', trigger: 'person', mode: 'by-settings' } as const;
const DRIFTED = ['drifted-1', 'drifted-2', 'drifted-3', 'drifted-4'];

let own: OwnAws;

beforeAll(async () => {
  own = await startOwnAws('sweep.config.ts');
  for (const bucket of DRIFTED) await own.drift(bucket);
  // What the deployment made is repaired by a sweep before.
  const { sweep } = await begun();
  await sweep.drive();
});
afterAll(() => own.aws.stop());

/** A sweep that has handed out its chunks, and looked at none. */
async function begun() {
  for (const bucket of DRIFTED) await own.driftAgain(bucket);
  const sweep = new SweepSteps(
    own,
    { ...settings, firstSweep: 'enforce', slowDown: { ...settings.slowDown, afterFixes: 1000 } },
    { pageSize: 3, chunkSize: 2 },
  );
  await sweep.step(START);
  const { id = '', progress } = (await sweep.services.store.latest()) ?? {};
  return { sweep, id, buckets: progress?.buckets ?? 0 };
}

/** Has the sweep come to its end, and expects that it came to every bucket. */
async function expectWhole({ sweep, buckets }: Awaited<ReturnType<typeof begun>>) {
  await sweep.drive();
  expect(sweep.summaries).toHaveLength(1);
  const [summary = { outcomes: {} }] = sweep.summaries;
  expect(summary).toMatchObject({ buckets, outcomes: { fixed: DRIFTED.length } });
  expect(summary).not.toHaveProperty('incomplete');
  expect(doneBuckets(summary)).toBe(buckets);
  for (const bucket of DRIFTED) {
    const { statements } = await lookAt(own.aws.s3(), bucket);
    expect(statements.map(({ Sid }) => Sid)).toEqual(['DenyInsecureTransport']);
  }
}

test('chunks that no page made are refused, however many, and the sweep comes to every bucket', async () => {
  const stage = await begun();
  const forged = ['99-0', '0-7', '0-0+1', '0-00', '00-0'].map(
    (chunk) =>
      ({
        ...{ kind: 'chunk', sweep: stage.id, chunk },
        buckets: [{ name: 'nobodys', region: 'eu-central-1' }],
      }) as SweepMessage,
  );
  for (const chunk of forged) await expect(stage.sweep.step(chunk)).rejects.toThrow('record');
  expect((await stage.sweep.services.store.latest())?.progress?.doneChunks).toBe(0);
  await expectWhole(stage);
});

test('a chunk on record has the buckets of its page, whatever a message says of them', async () => {
  const stage = await begun();
  const buckets = [{ name: 'nobodys', region: 'eu-central-1' }];
  const forged = { kind: 'chunk', sweep: stage.id, chunk: '0-0', buckets };
  await stage.sweep.step(forged as SweepMessage);
  await expectWhole(stage);
});

test('a sweep is not over because somebody says so', async () => {
  const stage = await begun();
  await stage.sweep.step({ kind: 'finish', sweep: stage.id });
  expect(stage.sweep.summaries).toEqual([]);
  expect(stage.sweep.said).toContain('a sweep that is not complete was to be ended');
  await expectWhole(stage);
});

test('the list is read by the record, however often somebody asks for it', async () => {
  const stage = await begun();
  for (let times = 0; times < 3; times += 1) {
    await stage.sweep.step({ kind: 'list', sweep: stage.id });
  }
  await expectWhole(stage);
});

test('a sweep that does not exist has no steps', async () => {
  const { sweep } = await begun();
  const nowhere = { sweep: 'made-up' };
  await expect(sweep.step({ kind: 'list', ...nowhere })).rejects.toThrow('no sweep made-up');
  await expect(sweep.step({ kind: 'finish', ...nowhere })).rejects.toThrow('no sweep made-up');
  await expect(sweep.step({ kind: 'chunk', chunk: '0-0', ...nowhere })).rejects.toThrow(
    'no sweep made-up',
  );
  await sweep.drive();
});
