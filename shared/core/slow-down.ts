import { waitAfter } from './back-off.ts';
import type { Plan } from './decide.ts';

/** When repairs that somebody keeps undoing slow down. */
export interface SlowDownSettings {
  /** Repairs of one control of one bucket within an hour, after which the next one waits. */
  readonly afterFixes: number;
  /** The first wait, in seconds; doubles with each further repair. */
  readonly firstDelaySeconds: number;
  /** The longest wait, in seconds; of critical controls no more than a minute. */
  readonly longestDelaySeconds: number;
}

/** When each control of a bucket was repaired, in ms since 1970, by control id. */
export type Fixes = Readonly<Record<string, readonly number[]>>;

const HOUR_MS = 3_600_000;

/** Whoever opens a bucket again and again must not be given a window to use it. */
const LONGEST_CRITICAL_SECONDS = 60;

/** A control whose next repair waits. */
export interface Wait {
  readonly control: string;
  readonly untilMs: number;
  readonly isCritical: boolean;
}

/** When people were told last of each control that keeps being undone, in ms since 1970, by control id. */
export type UndoneTold = Readonly<Record<string, number>>;

/** The controls of which people are to be told that they keep being undone: once, and each hour where one is critical. */
export function undoneToTell(waits: readonly Wait[], told: UndoneTold, nowMs: number): string[] {
  return waits
    .filter(({ control, isCritical }) => {
      const toldMs = told[control];
      return toldMs === undefined || (isCritical && nowMs - toldMs >= HOUR_MS);
    })
    .map(({ control }) => control);
}

/** What people were told by now; a control that nobody undoes any more is forgotten. */
export function undoneToldBy(
  waits: readonly Wait[],
  told: UndoneTold,
  fixes: Fixes,
  nowMs: number,
): UndoneTold {
  const news = undoneToTell(waits, told, nowMs).map((control) => [control, nowMs] as const);
  const all = Object.entries({ ...told, ...Object.fromEntries(news) });
  return Object.fromEntries(all.filter(([control]) => fixes[control] !== undefined));
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
 * has come. They are never given up: only late, and those of critical controls by no more than a minute.
 */
export function slowDown(
  plan: Plan,
  fixes: Fixes,
  settings: SlowDownSettings,
  nowMs: number,
): { readonly plan: Plan; readonly waits: readonly Wait[] } {
  const recent = recentFixes(fixes, nowMs);
  const critical = new Set(
    plan.results.filter(({ severity }) => severity === 'critical').map(({ control }) => control),
  );
  const waits = plan.changes
    .flatMap(({ controls }): Wait[] => {
      // A change is written whole: a critical control waits for no other of its facet.
      const isCritical = controls.some((control) => critical.has(control));
      return controls.map((control) => ({
        control,
        untilMs: waitUntilMs(recent[control] ?? [], settings, isCritical),
        isCritical,
      }));
    })
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

function waitUntilMs(
  times: readonly number[],
  settings: SlowDownSettings,
  isCritical: boolean,
): number {
  const extra = times.length - settings.afterFixes;
  if (extra < 0) return 0;
  const longest = isCritical
    ? Math.min(settings.longestDelaySeconds, LONGEST_CRITICAL_SECONDS)
    : settings.longestDelaySeconds;
  const seconds = waitAfter({ first: settings.firstDelaySeconds, longest }, extra + 1);
  return Math.max(...times) + seconds * 1000;
}
