import { describe, expect, test } from 'vitest';
import { BucketGoneError } from '../../shared/aws/errors.ts';
import type { JournalEntry } from '../../shared/core/journal.ts';
import { aMomentLater, NAME, Stage } from '../fakes/stage.ts';

const MANY = 120;

/** A bucket whose policy was repaired many times while a topic took nothing. */
async function manyUntold(deaf: readonly string[]): Promise<Stage> {
  const stage = new Stage();
  stage.modes = { 'tls-only': 'enforce' };
  for (const topic of deaf) stage.deaf.add(topic);
  for (let time = 0; time < MANY; time += 1) {
    delete stage.s3.held(NAME).policy;
    await stage.reconcile();
    await aMomentLater();
  }
  expect(stage.journal.state.untold).toHaveLength(MANY);
  stage.deaf.clear();
  return stage;
}

/** Looks until there is nothing left to tell. */
async function reconcileUntilTold(stage: Stage): Promise<void> {
  for (let looks = 0; looks < MANY; looks += 1) {
    if (stage.journal.state.untoldTopics.length === 0) return;
    await aMomentLater();
    await stage.reconcile();
  }
}

const changesIn = (heard: readonly string[] = []) =>
  heard.map((alert) => alert.split(' ').filter((word) => word === 'policy').length);

describe('more changes untold than one transaction closes', () => {
  test('are told some at a time, each once, to the topic that missed them', async () => {
    const stage = await manyUntold(['chat']);
    await reconcileUntilTold(stage);
    const told = changesIn(stage.heard['chat']);
    expect(told.reduce((sum, count) => sum + count)).toBe(MANY);
    expect(Math.max(...told)).toBeLessThanOrEqual(20);
    expect(changesIn(stage.heard['alerts'])).toEqual(Array.from({ length: MANY }, () => 1));
    expect(stage.states()).toEqual(Array.from({ length: MANY }, () => 'policy applied told'));
    expect(stage.journal.state.untold).toEqual([]);
  });

  test('a look that told some says that there is more, the last one does not', async () => {
    const stage = await manyUntold(['alerts', 'chat']);
    expect(await stage.reconcile()).toMatchObject({ isMoreToTell: true });
    await reconcileUntilTold(stage);
    expect(await stage.reconcile()).toMatchObject({ isMoreToTell: false, untoldTopics: [] });
  });

  test('what is new meanwhile is told once too', async () => {
    const stage = await manyUntold(['chat']);
    delete stage.s3.held(NAME).policy;
    await stage.reconcile();
    await reconcileUntilTold(stage);
    const told = changesIn(stage.heard['chat']);
    expect(told.reduce((sum, count) => sum + count)).toBe(MANY + 1);
    expect(stage.heard['alerts']).toHaveLength(MANY + 1);
  });

  test('are forgotten with their bucket', async () => {
    const stage = await manyUntold(['chat']);
    stage.s3.remove(NAME);
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    expect(stage.states()).toEqual(Array.from({ length: MANY }, () => 'policy applied none'));
    expect(stage.journal.state).toMatchObject({ open: [], untold: [], untoldTopics: [] });
  });
});

test('changes that looks left open while the journal could not be closed are settled some at a time', async () => {
  const stage = new Stage();
  await stage.reconcile();
  const [made] = stage.journal.entries.values();
  if (made === undefined) throw new Error('a change was recorded');
  const ids = Array.from({ length: MANY }, (_, index) => `open-${1000 + index}`);
  for (const id of ids) {
    const entry: JournalEntry = { ...made, id, state: 'intended', alert: 'pending' };
    stage.journal.entries.set(id, entry);
  }
  stage.journal.state = { ...stage.journal.state, open: ids };
  stage.heard['alerts'] = [];
  for (let isMore = true; isMore; ) {
    await aMomentLater();
    isMore = (await stage.reconcile()).isMoreToTell;
  }
  const told = (stage.heard['alerts'] ?? []).map((alert) => alert.split(' ').length);
  expect(told.reduce((sum, count) => sum + count)).toBe(MANY);
  expect(Math.max(...told)).toBeLessThanOrEqual(20);
  expect(stage.journal.state.open).toEqual([]);
});
