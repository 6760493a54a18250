import type { StartMessage } from '../core/sweep/message.ts';
import { isComplete, type SweepProgress } from '../core/sweep/progress.ts';
import { judgedAs } from '../core/sweep/unheard.ts';
import { newChangeId } from '../journal/ids.ts';
import { giveUpSweep } from './finish.ts';
import { listAndHandOut } from './list.ts';
import type { Deadline, SweepServices } from './services.ts';

/** A sweep that has not got on for this long is given up: its messages are in the dead-letter queue. */
const STALLED_AFTER_MS = 12 * 3_600_000;

/** For so long, from its beginning, the first audit is left to be read before the schedule enforces. */
const TIME_TO_READ_MS = 12 * 3_600_000;

/** What became of a start. */
export type Started = 'begun' | 'running' | 'over' | 'not-first' | 'too-early';

/** What AWS says of the message that starts a sweep. */
export interface StartOrigin {
  /** One that comes again after its sweep is over begins no other. */
  readonly messageId: string;
  /** Who sent it, where a person did. */
  readonly askedBy?: string | undefined;
}

/**
 * Begins a sweep and lists the account's buckets, unless one is running, which is given a push; one that does not
 * get on is given up. A deployment begins a sweep only as long as none came to its end.
 */
export async function startSweep(
  services: SweepServices,
  message: StartMessage,
  deadline: Deadline,
  { messageId, askedBy }: StartOrigin,
): Promise<Started> {
  const { store, settings, telemetry } = services;
  const { trigger } = message;
  const latest = await store.latest();
  const nowMs = Date.now();
  if (latest?.progress?.startMessageId === messageId && latest.progress.finishedAt !== undefined) {
    telemetry.step('what began a sweep that is over came again', { sweep: latest.id });
    return 'over';
  }
  if (latest?.progress !== undefined && isRunning(latest.progress, nowMs)) {
    await services.send([nextStepOf(latest.progress)]);
    telemetry.step('a sweep is running already', { sweep: latest.id, trigger, askedBy });
    return 'running';
  }
  if (trigger === 'schedule' && isToBeRead(latest?.progress, nowMs)) {
    telemetry.step('the first audit is left time to be read', { sweep: latest?.id });
    return 'too-early';
  }
  const isFirst = latest?.isFirstDone !== true;
  if (trigger === 'deployment' && !isFirst) return 'not-first';
  if (latest?.progress !== undefined && latest.progress.finishedAt === undefined) {
    if (!(await giveUpSweep(services, latest.progress, deadline))) return 'running';
  }
  const isAuditOnly = !settings.enforcing || (isFirst && settings.firstSweep === 'audit');
  const judgement = judgedAs(settings, services.version);
  const sweep = {
    id: newChangeId(nowMs),
    trigger,
    ...(askedBy !== undefined && { askedBy }),
    mode: isAuditOnly ? ('audit' as const) : message.mode,
    isFirst,
    startedAt: new Date(nowMs).toISOString(),
    startMessageId: messageId,
    judgedAs: judgement,
    isComparable: latest?.repairedAs === judgement,
  };
  if (!(await store.begin(sweep, latest))) return 'running';
  telemetry.step('a sweep began', { ...sweep, sweep: sweep.id });
  // Who dies meanwhile comes again, finds the sweep running, and gives it a push.
  await listAndHandOut(services, sweep.id, deadline);
  return 'begun';
}

/** Two clocks are not farther apart: a sweep that says that it got on later than this keeps no other from beginning. */
const AHEAD_MS = 15 * 60_000;

/** Whether a sweep is on its way: neither done nor given up. */
export function isRunning(
  { finishedAt, updatedAtMs }: Pick<SweepProgress, 'finishedAt' | 'updatedAtMs'>,
  nowMs: number,
): boolean {
  const idleMs = nowMs - updatedAtMs;
  return finishedAt === undefined && idleMs < STALLED_AFTER_MS && idleMs > -AHEAD_MS;
}

/** A schedule may begin right after the deployment whose audit it would enforce. */
function isToBeRead(latest: SweepProgress | undefined, nowMs: number): boolean {
  if (latest === undefined || !latest.isFirst || latest.mode !== 'audit') return false;
  return nowMs - Date.parse(latest.startedAt) < TIME_TO_READ_MS;
}

/** The message that a sweep gets on by, should the one that it had be lost. */
function nextStepOf(progress: SweepProgress) {
  const kind = isComplete(progress) ? ('finish' as const) : ('list' as const);
  return { kind, sweep: progress.id };
}
