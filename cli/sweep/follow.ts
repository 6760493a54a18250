import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { isRunning } from '../../shared/aws/sweep/start.ts';
import { createSweepStore, type SweepStore } from '../../shared/aws/sweep/store.ts';
import type { SweepProgress } from '../../shared/core/sweep/progress.ts';
import type { SweepMode } from '../../shared/core/sweep/summary.ts';
import { CliError } from '../cli-error.ts';
import { journalTable } from '../journal.ts';
import { withProgress } from '../output/progress.ts';
import type { Session } from '../session.ts';
import { requireStack } from '../stack.ts';
import { progressLine } from './lines.ts';

const INTERVAL_MS = 1_000;
/** A function that starts cold needs a few seconds. */
const BEGIN_MS = 60_000;

/**
 * The sweeps of the deployed stack.
 * @throws {CliError} where there is no stack.
 */
export async function openSweeps(session: Session): Promise<SweepStore> {
  const { journalRetentionDays } = session.settings;
  return createSweepStore(
    session.clients.dynamodb,
    await journalTable(session),
    journalRetentionDays,
  );
}

/**
 * Starts a sweep and waits until it has begun; one that is running is given a push instead, as the service does it.
 * @throws {CliError} where it does not begin.
 */
export async function startSweep(
  session: Session,
  sweeps: SweepStore,
  mode: SweepMode,
): Promise<SweepProgress> {
  const { outputs } = await requireStack(session);
  const QueueUrl = outputs['SweepQueueUrl'];
  if (QueueUrl === undefined) {
    throw new CliError(
      'the deployed stack cannot sweep: deploy this version with `npm run deploy`.',
    );
  }
  const before = await sweeps.latest();
  const MessageBody = JSON.stringify({ kind: 'start', trigger: 'person', mode });
  await session.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  if (before?.progress !== undefined && isRunning(before.progress, Date.now())) {
    process.stderr.write(`warden: sweep ${before.id} is running: gave it a push.\n`);
    return before.progress;
  }
  return withProgress('starting', async () => {
    const deadline = Date.now() + BEGIN_MS;
    for (;;) {
      const latest = await sweeps.latest();
      if (latest?.progress !== undefined && latest.id !== before?.id) return latest.progress;
      if (Date.now() > deadline) {
        throw new CliError(
          'the sweep was asked for and has not begun after a minute: look at the dead-letter queue and the log of the sweep function.',
        );
      }
      await sleep(INTERVAL_MS);
    }
  });
}

/** Shows how far a sweep is until it ends. */
export function followSweep(sweeps: SweepStore, sweep: SweepProgress): Promise<SweepProgress> {
  return withProgress(progressLine(sweep), async (update) => {
    for (let latest = sweep; ; ) {
      if (!isRunning(latest, Date.now())) return latest;
      await sleep(INTERVAL_MS);
      latest = (await sweeps.find(sweep.id)) ?? latest;
      update(progressLine(latest));
    }
  });
}
