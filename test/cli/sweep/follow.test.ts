import { afterEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../cli/shared/session/session.ts';
import { startSweep } from '../../../cli/sweep/follow.ts';
import type { SweepProgress } from '../../../shared/core/sweep/progress.ts';
import type { SweepMode } from '../../../shared/core/sweep/summary.ts';
import { defineConfig, type SettingsInput } from '../../../shared/settings.ts';
import type { SweepStore } from '../../../shared/sweep/store.ts';

const ID = '1m7z085xt-8th';

const progress = (parts: Partial<SweepProgress>): SweepProgress => ({
  ...{ id: ID, trigger: 'schedule', mode: 'by-settings', isFirst: false },
  ...{ listedPages: 1, sentPages: 1, isListed: true, buckets: 14, chunks: 1, doneChunks: 0 },
  ...{ outcomes: {}, controls: {}, regions: {} },
  startedAt: '2026-11-21T03:00:00.000Z',
  updatedAtMs: Date.now(),
  ...parts,
});

/** Asks for a sweep where these are the latest ones, one after the other. */
async function ask(
  mode: SweepMode,
  latest: readonly (SweepProgress | undefined)[],
  settings: SettingsInput = {},
) {
  const sent: unknown[] = [];
  const Outputs = [{ OutputKey: 'SweepRequestsQueueUrl', OutputValue: 'https://sweeps' }];
  const session = {
    settings: defineConfig(settings),
    typed: { region: 'eu-west-1' },
    clients: {
      sqs: { send: async (command: object) => sent.push(command) },
      cloudFormation: { send: async () => ({ Stacks: [{ Outputs }] }) },
    },
  } as unknown as Session;
  const looks = [...latest];
  const sweeps = {
    async latest() {
      const found = looks.length > 1 ? looks.shift() : looks[0];
      return found && { id: found.id, isFirstDone: !found.isFirst, progress: found };
    },
  } as Pick<SweepStore, 'latest'> as SweepStore;
  const said = startSweep(session, sweeps, mode).then(
    ({ id }) => id,
    (error: Error) => `${error.name}: ${error.message}`,
  );
  return { said: await said, sent: sent.length };
}

vi.spyOn(process.stderr, 'write').mockReturnValue(true);
afterEach(() => vi.clearAllMocks());

const REPAIRING = progress({});
const AUDIT = progress({ mode: 'audit' });
const FIRST_AUDIT = progress({ mode: 'audit', isFirst: true });

test.each([
  ['one that repairs, where one that repairs was asked for', 'by-settings', REPAIRING],
  ['an audit, where an audit was asked for', 'audit', AUDIT],
  ['the first, an audit as any would be that is asked for', 'by-settings', FIRST_AUDIT],
] as const)('a running sweep is followed: %s', async (_situation, mode, running) => {
  expect(await ask(mode, [running])).toEqual({ said: ID, sent: 1 });
  expect(process.stderr.write).toHaveBeenCalledWith(
    `warden: sweep ${ID} is running: gave it a push.\n`,
  );
});

test.each([
  [
    'one that repairs, where an audit was asked for',
    'audit',
    REPAIRING,
    'repairs by the modes of the settings; one that writes nothing can begin once it has ended',
  ],
  [
    'an audit, where one that repairs was asked for',
    'by-settings',
    AUDIT,
    'writes nothing; one that repairs by the modes of the settings can begin once it has ended',
  ],
] as const)('a running sweep is not followed: %s', async (_situation, mode, running, text) => {
  expect(await ask(mode, [running])).toEqual({
    said: `CliError: sweep ${ID} has been running since 2026-11-21 03:00:00 UTC and ${text}: \`warden sweep --status --region eu-west-1\` shows how far it is.`,
    sent: 0,
  });
});

test('a first sweep that somebody has audit is not followed for repairs where the settings enforce at once', async () => {
  const { said } = await ask('by-settings', [FIRST_AUDIT], { firstSweep: 'enforce' });
  expect(said).toContain('writes nothing');
});

test('one that ended, or does not get on any more, is not in the way', async () => {
  const next = progress({ id: '1m7z085xu-000', mode: 'audit' });
  for (const before of [
    progress({ finishedAt: '2026-11-21T03:04:00.000Z' }),
    progress({ updatedAtMs: 0 }),
  ]) {
    expect(await ask('audit', [before, next])).toEqual({ said: next.id, sent: 1 });
  }
});

test('one that somebody else began in the same moment is not taken for the one that was asked for', async () => {
  const { said } = await ask('audit', [undefined, REPAIRING]);
  expect(said).toMatch(/^CliError: sweep .+ repairs by the modes/);
});
