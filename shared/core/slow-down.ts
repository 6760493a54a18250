import type { Plan } from './decide.ts';

/** When repairs that somebody keeps undoing slow down. */
export interface SlowDownSettings {
  /** Repairs of one control of one bucket within an hour, after which the next one waits. */
  readonly afterFixes: number;
  /** The first wait, in seconds; doubles with each further repair. */
  readonly firstDelaySeconds: number;
  /** The longest wait, in seconds. */
  readonly longestDelaySeconds: number;
}

/** When each control of a bucket was repaired, in ms since 1970, by control id. */
export type Fixes = Readonly<Record<string, readonly number[]>>;

const HOUR_MS = 3_600_000;

/** A control whose next repair waits. */
export interface Wait {
  readonly control: string;
  readonly untilMs: number;
}

/** The repairs of the last hour; controls without one are left out, so that a quiet hour ends it. */
export function recentFixes(fixes: Fixes, nowMs: number): Record<string, number[]> {
  const recent = Object.entries(fixes).map(
    ([control, times]) => [control, times.filter((time) => nowMs - time < HOUR_MS)] as const,
  );
  return Object.fromEntries(recent.filter(([, times]) => times.length > 0));
}

/** The repairs with those that were made now. */
export function withFixes(fixes: Fixes, controls: readonly string[], nowMs: number): Fixes {
  const recent = recentFixes(fixes, nowMs);
  for (const control of controls) recent[control] = [...(recent[control] ?? []), nowMs];
  return recent;
}

/**
 * Takes out of a plan the changes of controls that were repaired too often of late, until their time
 * has come. They are never given up: only late.
 */
export function slowDown(
  plan: Plan,
  fixes: Fixes,
  settings: SlowDownSettings,
  nowMs: number,
): { readonly plan: Plan; readonly waits: readonly Wait[] } {
  const recent = recentFixes(fixes, nowMs);
  const waits = plan.changes
    .flatMap((change) => change.controls)
    .map((control) => ({ control, untilMs: waitUntilMs(recent[control] ?? [], settings) }))
    .filter(({ untilMs }) => untilMs > nowMs);
  if (waits.length === 0) return { plan, waits };
  const waiting = new Set(waits.map(({ control }) => control));
  const changes = plan.changes.filter(
    (change) => !change.controls.some((control) => waiting.has(control)),
  );
  const kept = new Set(changes.flatMap((change) => change.controls));
  const results = plan.results.map((result) => {
    const held = plan.changes.some((change) => change.controls.includes(result.control));
    if (!held || kept.has(result.control)) return result;
    const count = recent[result.control]?.length ?? 0;
    const reason = `${result.reason}; it was repaired ${count} times within the hour and undone each time, so the next repair waits`;
    return { ...result, status: 'slowed' as const, reason };
  });
  return { plan: { ...plan, changes, results }, waits };
}

function waitUntilMs(times: readonly number[], settings: SlowDownSettings): number {
  const extra = times.length - settings.afterFixes;
  if (extra < 0) return 0;
  const seconds = Math.min(settings.firstDelaySeconds * 2 ** extra, settings.longestDelaySeconds);
  return Math.max(...times) + seconds * 1000;
}
