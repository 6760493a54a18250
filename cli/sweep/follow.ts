import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SweepProgress } from '../../shared/core/sweep/progress.ts';
import type { SweepMode } from '../../shared/core/sweep/summary.ts';
import { isRunning } from '../../shared/sweep/start.ts';
import { createSweepStore, type SweepStore } from '../../shared/sweep/store.ts';
import { CliError } from '../shared/cli-error.ts';
import { journalTable } from '../shared/journal.ts';
import { warn } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import type { Session } from '../shared/session/session.ts';
import { requireStack } from '../shared/session/stack.ts';
import { suggest } from '../shared/suggest.ts';
import { shortTime } from '../shared/time.ts';
import { MODES, progressLine } from './lines.ts';

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
 * @throws {CliError} where it does not begin, or one runs that writes where this one would not, or the reverse.
 */
export async function startSweep(
  session: Session,
  sweeps: SweepStore,
  mode: SweepMode,
): Promise<SweepProgress> {
  const { outputs } = await requireStack(session);
  const QueueUrl = outputs['SweepRequestsQueueUrl'];
  if (QueueUrl === undefined) {
    throw new CliError(
      'the deployed stack cannot sweep: deploy this version with `npm run deploy`.',
    );
  }
  const before = await sweeps.latest();
  const running =
    before?.progress !== undefined && isRunning(before.progress, Date.now())
      ? before.progress
      : undefined;
  if (running !== undefined) refuseOther(session, running, mode);
  const MessageBody = JSON.stringify({ kind: 'start', trigger: 'person', mode });
  await session.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  if (running !== undefined) {
    warn(`sweep ${running.id} is running: gave it a push.`);
    return running;
  }
  return withProgress('starting', async () => {
    const deadline = Date.now() + BEGIN_MS;
    for (;;) {
      const latest = await sweeps.latest();
      if (latest?.progress !== undefined && latest.id !== before?.id) {
        // Somebody else's may have begun meanwhile.
        refuseOther(session, latest.progress, mode);
        return latest.progress;
      }
      if (Date.now() > deadline) {
        throw new CliError(
          'the sweep was asked for and has not begun after a minute: look at the dead-letter queue and the log of the sweep function.',
        );
      }
      await sleep(INTERVAL_MS);
    }
  });
}

/** What is followed must write where what was asked for would, and nowhere else. */
function refuseOther(session: Session, running: SweepProgress, asked: SweepMode): void {
  const { id, mode, isFirst, startedAt } = running;
  // It would be an audit whatever was asked for.
  const { enforcing, firstSweep } = session.settings;
  const isAuditAnyway = !enforcing || (isFirst && firstSweep === 'audit');
  if (mode === asked || (mode === 'audit' && isAuditAnyway)) return;
  throw new CliError(
    `sweep ${id} has been running since ${shortTime(startedAt)} UTC and ${MODES[mode]}; one that ${MODES[asked]} can begin once it has ended: \`${suggest(session, 'sweep --status')}\` shows how far it is.`,
  );
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
