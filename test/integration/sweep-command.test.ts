import { expect, test } from 'vitest';
import { newChangeId } from '../../shared/journal/ids.ts';
import { createSweepStore } from '../../shared/sweep/store.ts';
import { aws, driftedBucket, stack } from './deployed.ts';
import { KEYS, wardenOnTerminal } from './terminal.ts';
import { warden } from './warden.ts';

const CURSOR_SHOWN = '\u001b[?25h';

const sweeps = createSweepStore(aws.dynamodb(), stack.JournalTableName, 1);

/** A sweep whose one message was lost: it gets on only when it is given a push. */
const stuck = {
  id: newChangeId(Date.now()),
  trigger: 'person',
  mode: 'audit',
  isFirst: false,
  startedAt: new Date().toISOString(),
} as const;

test('without any sweep yet, the JSON of the latest is null', async () => {
  const { exitCode, stdout } = await warden('sweep', '--status', '--json');
  expect(JSON.parse(stdout)).toBeNull();
  expect(exitCode).toBe(0);
});

test('an interrupt ends the following of a sweep at once', async () => {
  await driftedBucket('swept');
  expect(await sweeps.begin(stuck, await sweeps.latest())).toBe(true);
  const { text, raw, exitCode } = await wardenOnTerminal(['sweep', '--status'], {
    answer: { to: '0 of 0 buckets', keys: KEYS.interrupt },
  });
  expect(exitCode).not.toBe(0);
  expect(text).not.toContain(stuck.id);
  expect(raw).toContain(CURSOR_SHOWN);
});

test('an audit that runs is not followed by whoever wants repairs', async () => {
  const { exitCode, stdout, stderr } = await warden('sweep', '--json');
  expect(stderr).toMatch(new RegExp(`sweep ${stuck.id} has been running since .+ writes nothing`));
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test('a sweep that got stuck is given a push, and followed to its end', async () => {
  const { exitCode, stdout, stderr } = await warden('sweep', '--audit', '--json');
  expect(stderr).toBe(`warden: sweep ${stuck.id} is running: gave it a push.`);
  expect(JSON.parse(stdout)).toMatchObject({ id: stuck.id, finishedAt: expect.any(String) });
  expect(exitCode).toBe(1);
});
