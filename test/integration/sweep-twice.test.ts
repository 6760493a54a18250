import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeStep } from '../../functions/sweep/process-messages.ts';
import { lookAt } from '../../scripts/chaos/sight.ts';
import { doneBuckets } from '../../shared/core/sweep/progress.ts';
import { createExemptionStore } from '../../shared/journal/exemptions.ts';
import { createJournal } from '../../shared/journal/journal.ts';
import type { SweepServices } from '../../shared/sweep/services.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import settings from './sweep.config.ts';
import { SweepSteps } from './sweep-steps.ts';

/* What happens while a step of a sweep is at work: its message once more, or a person. */

const START = { kind: 'start', trigger: 'person', mode: 'by-settings' } as const;
const DRIFTED = ['drifted-1', 'drifted-2', 'drifted-3'];

let own: OwnAws;

beforeAll(async () => {
  own = await startOwnAws('sweep.config.ts');
  for (const bucket of DRIFTED) await own.drift(bucket);
});
afterAll(() => own.aws.stop());

const steps = () =>
  new SweepSteps(own, { ...settings, firstSweep: 'enforce' }, { pageSize: 10, chunkSize: 10 });

const inTime = { remainingMs: () => 60_000 };

/** Too late for a chunk's step to finish the sweep as well. */
const tooLate = () => 14_000;

/** Time that is over before the first look of a step begins. */
function noTime() {
  let calls = 0;
  return {
    remainingMs: () => {
      calls += 1;
      return calls <= 2 ? 60_000 : 0;
    },
  };
}

/** The services of a copy that counts its chunk only after something happened. */
function countingAfter(services: SweepServices, happened: Promise<unknown>): SweepServices {
  const chunkDone: SweepServices['store']['chunkDone'] = async (...result) => {
    await happened;
    return services.store.chunkDone(...result);
  };
  return { ...services, store: { ...services.store, chunkDone } };
}

test.each([
  ['all of it', 'nothing', inTime, noTime()],
  ['nothing', 'all of it', noTime(), inTime],
])('a chunk that comes twice counts once: done in time %s, later %s', async (_, __, one, other) => {
  const sweep = steps();
  await sweep.step(START);
  const chunk = sweep.queue.shift();
  if (chunk === undefined) throw new Error('there is no chunk');
  const first = takeStep(sweep.services, chunk, one, { messageId: 'message' });
  await Promise.all([
    first,
    takeStep(countingAfter(sweep.services, first), chunk, other, { messageId: 'message' }),
  ]);
  await sweep.drive();
  const latest = (await sweep.services.store.latest())?.progress;
  expect(latest?.doneChunks).toBe(latest?.chunks);
  expect(doneBuckets(latest ?? { outcomes: {} })).toBe(latest?.buckets);
  expect(sweep.summaries).toHaveLength(1);
});

test('a start that comes again begins no other sweep, neither beside its own nor after it', async () => {
  const sweep = steps();
  const start = { ...START };
  await sweep.step(start);
  const { id } = (await sweep.services.store.latest()) ?? {};
  await sweep.step(start);
  await sweep.drive();
  await sweep.step(start);
  expect(sweep.said).toContain('what began a sweep that is over came again');
  expect((await sweep.services.store.latest())?.id).toBe(id);
  expect(sweep.summaries).toHaveLength(1);
  await sweep.drive(START);
  expect((await sweep.services.store.latest())?.id).not.toBe(id);
});

test('what a copy repaired that is late to count it is told by the one that was first', async () => {
  await own.driftAgain('drifted-1');
  const sweep = steps();
  await sweep.step(START);
  const chunk = sweep.queue.shift();
  if (chunk === undefined) throw new Error('there is no chunk');
  const repaired = Promise.withResolvers<void>();
  const counted = Promise.withResolvers<void>();
  const chunkDone: SweepServices['store']['chunkDone'] = async (...result) => {
    repaired.resolve();
    await counted.promise;
    return sweep.services.store.chunkDone(...result);
  };
  const late = { ...sweep.services, store: { ...sweep.services.store, chunkDone } };
  const fixer = takeStep(late, chunk, inTime, { messageId: 'message' });
  await repaired.promise;
  await takeStep(sweep.services, chunk, inTime, { messageId: 'message' });
  counted.resolve();
  await fixer;
  await sweep.drive();
  expect(sweep.summaries).toMatchObject([{ outcomes: { fixed: 1 } }]);
  expect(sweep.summaries[0]?.fixed.map(({ bucket }) => bucket)).toContain('drifted-1');
});

test('a summary that two copies of a message come to tell is told once, and the other comes later', async () => {
  const sweep = steps();
  sweep.hasClaims = true;
  await sweep.drive(START);
  const again = steps();
  again.hasClaims = true;
  await again.step(START);
  await again.step(undefined, tooLate);
  const finish = again.queue.shift();
  expect(finish).toMatchObject({ kind: 'finish' });
  const ends = await Promise.allSettled([again.step(finish), again.step(finish)]);
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(again.summaries).toHaveLength(1);
  await again.step(finish);
  expect(again.summaries).toHaveLength(1);
});

test('the step that counts the last chunk ends the sweep, unless its summary cannot be told', async () => {
  const [sweep, refused] = [steps(), steps()];
  await sweep.step(START);
  await sweep.step();
  expect(sweep.queue).toEqual([]);
  expect(sweep.summaries).toHaveLength(1);
  refused.untoldTopics = [own.stack.AlertsTopicArn];
  await refused.step(START);
  await refused.step();
  expect(refused.queue).toMatchObject([{ kind: 'finish' }]);
  expect(refused.said).toContain('the summary of a sweep is told later');
  refused.untoldTopics = [];
  await refused.drive();
  expect(refused.summaries).toHaveLength(1);
});

test('whoever tells a summary has it for as long as its function may live', async () => {
  const sweep = steps();
  sweep.hasClaims = true;
  await sweep.step(START);
  await sweep.step(undefined, tooLate);
  const finish = sweep.queue.shift();
  let claimedMs = 0;
  const claimSummary: SweepServices['store']['claimSummary'] = async (_id, untilMs) => {
    claimedMs = untilMs - Date.now();
    return false;
  };
  const services = { ...sweep.services, store: { ...sweep.services.store, claimSummary } };
  if (finish === undefined) throw new Error('there is nothing to finish');
  await expect(
    takeStep(services, finish, { remainingMs: () => 900_000 }, { messageId: 'message' }),
  ).rejects.toThrow();
  expect(claimedMs).toBeGreaterThan(899_000);
  await sweep.step(finish);
});

test('messages of a sweep that was given up do nothing beside the next one', async () => {
  const old = steps();
  await old.step(START);
  const chunk = old.queue.shift();
  const { id = '' } = (await old.services.store.latest()) ?? {};
  const end = {
    finishedAt: new Date().toISOString(),
    isSeen: false,
    untoldTopics: [],
    repairedAs: null,
  };
  await old.services.store.end(id, end);
  await own.driftAgain('drifted-1');
  const redriven = steps();
  for (const message of [chunk, { kind: 'list', sweep: id } as const]) await redriven.step(message);
  expect(redriven.effects).toEqual([]);
  expect((await lookAt(own.aws.s3(), 'drifted-1')).statements).toEqual([]);
});

/** An exemption from tls-only, as a person makes it. */
const exemptionOf = (bucket: string) => ({
  ...{ source: 'person' as const, id: `e-${bucket}`, bucket, controls: ['tls-only'] },
  ...{ reason: 'old clients', owner: 'team-web' },
  createdAt: new Date().toISOString(),
  expires: new Date(Date.now() + 86_400_000).toISOString(),
});

test('an exemption counts that is made while its bucket waits for its look', async () => {
  for (const bucket of DRIFTED) await own.driftAgain(bucket);
  const sweep = steps();
  const { services } = sweep;
  const exemptions = createExemptionStore(own.aws.dynamodb(), own.stack.JournalTableName, 1);
  const recallMany: SweepServices['recallMany'] = async (buckets) => {
    const recalled = await services.recallMany(buckets);
    await exemptions.add(exemptionOf('drifted-2'));
    return recalled;
  };
  await sweep.step(START);
  const chunk = sweep.queue.shift();
  if (chunk === undefined) throw new Error('there is no chunk');
  await takeStep({ ...services, recallMany }, chunk, inTime, { messageId: 'message' });
  await sweep.drive();
  expect(sweep.summaries[0]?.controls['tls-only']).toMatchObject({ exempt: 1, fixed: 2 });
  const { statements } = await lookAt(own.aws.s3(), 'drifted-2');
  expect(statements).toEqual([]);
});

test('an exemption that is made while a look has the bucket leaves the look its record', async () => {
  const bucket = 'leased';
  const exemptions = createExemptionStore(own.aws.dynamodb(), own.stack.JournalTableName, 1);
  const journal = createJournal(own.aws.dynamodb(), own.stack.JournalTableName, 1);
  const { state } = await journal.recall(bucket);
  await journal.record(bucket, state, { ...state, leasedUntilMs: Date.now() + 60_000 }, []);
  await exemptions.add(exemptionOf(bucket));
  expect(await journal.recall(bucket)).toMatchObject({
    state: { version: state.version + 1 },
    exemptions: [{ id: 'e-leased' }],
  });
});

test('a sweep says which drift it repaired that no event had told of, once a sweep before it repaired every bucket', async () => {
  const before = steps();
  await before.step({ ...START });
  await before.drive();
  await own.drift('unheard-1');
  // Repaired within the hour: whoever undoes it may be heard of any moment.
  await own.driftAgain('drifted-1');
  const sweep = steps();
  await sweep.step({ ...START });
  await sweep.drive();
  expect(sweep.summaries).toMatchObject([{ unheard: { buckets: 1, named: ['unheard-1'] } }]);

  const otherwise = new SweepSteps(own, { ...settings, regions: ['eu-west-1'] });
  await own.drift('unheard-2');
  await otherwise.step({ ...START });
  await otherwise.drive();
  expect(otherwise.summaries[0]?.controls['tls-only']).toMatchObject({ fixed: 1 });
  expect(otherwise.summaries[0]?.unheard).toBeUndefined();
});
