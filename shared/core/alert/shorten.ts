import type { Alert, AlertChange, AlertControl } from './schema.ts';
import { clean, clip } from './text.ts';

const encoder = new TextEncoder();

/** Length in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/**
 * The same alert with its largest values replaced by a marker, until `excess` bytes are saved.
 * Of two alike, `after` goes first: it can be read from the bucket, `before` cannot.
 */
export function omitValues(alert: Alert, excess: number): Alert {
  const values = (['changes', 'proposals'] as const)
    .flatMap((list) =>
      alert[list].flatMap((change, index) =>
        (['after', 'before'] as const).map((side) => ({
          list,
          index,
          side,
          bytes: sizeOf(change[side]),
        })),
      ),
    )
    .filter(({ bytes }) => bytes > 64)
    .sort((left, right) => right.bytes - left.bytes);
  const lists: Record<'changes' | 'proposals', AlertChange[]> = {
    changes: [...alert.changes],
    proposals: [...alert.proposals],
  };
  let saved = 0;
  let count = 0;
  for (const { list, index, side, bytes } of values) {
    if (saved >= excess) break;
    const change = lists[list][index];
    if (change === undefined) continue;
    lists[list][index] = {
      ...change,
      [side]: { omitted: true, bytes: byteLength(JSON.stringify(change[side])) },
    };
    saved += bytes - 64;
    count += 1;
  }
  return count === 0 ? alert : note({ ...alert, ...lists }, 'values', count);
}

/** What a value takes in the message: JSON, as text inside JSON. */
function sizeOf(value: AlertChange['before']): number {
  return byteLength(JSON.stringify(JSON.stringify(value)));
}

/** The same alert with no text for people longer than `longest` or of more than one line. */
export function clipTexts(alert: Alert, longest: number): Alert {
  const { tidy, clipped } = tidier(longest);
  const wanted = (changes: AlertChange[]) =>
    changes.map((change) => ({ ...change, controls: tidy(change.controls) }));
  const tidied: Alert = {
    ...alert,
    controls: alert.controls.map((control) => withWholePastes(control, tidy(control))),
    triggers: tidy(alert.triggers),
    changes: wanted(alert.changes),
    proposals: wanted(alert.proposals),
  };
  return clipped() === 0 ? tidied : note(tidied, 'texts', clipped());
}

/** The same alert with what is to be pasted of the first `longest` controls that have something, which mostly is what all have. */
export function omitEdits(alert: Alert, longest: number): Alert {
  let kept = 0;
  let omitted = 0;
  const controls = alert.controls.map((control) => {
    if (control.obstacle?.letThrough === undefined) return control;
    kept += 1;
    if (kept <= longest) return control;
    omitted += 1;
    return withoutEdits(control, control.obstacle);
  });
  return omitted === 0 ? alert : note({ ...alert, controls }, 'texts', omitted);
}

function withoutEdits(
  control: AlertControl,
  { letThrough, ...obstacle }: NonNullable<AlertControl['obstacle']>,
): AlertControl {
  return { ...control, obstacle };
}

/** What is to be pasted is left out where it was cut: it would not do what it says. */
function withWholePastes({ obstacle: whole }: AlertControl, tidied: AlertControl): AlertControl {
  const { obstacle } = tidied;
  const isWhole = JSON.stringify(whole?.letThrough) === JSON.stringify(obstacle?.letThrough);
  return isWhole || obstacle === undefined ? tidied : withoutEdits(tidied, obstacle);
}

/** Makes every text of a value one line of at most `longest`, and counts those that were cut. */
export function tidier(longest: number) {
  let clipped = 0;
  const tidy = <T>(value: T): T => {
    if (typeof value === 'string') {
      const text = clean(value);
      if (text.length > longest) clipped += 1;
      return clip(text, longest) as T;
    }
    if (Array.isArray(value)) return value.map(tidy) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, tidy(of)])) as T;
  };
  return { tidy, clipped: () => clipped };
}

/** The same alert with the newest triggers and the first of everything else. */
export function cutLists(alert: Alert, longest: number): Alert {
  const problems = alert.controls.filter(({ status }) => status !== 'compliant');
  const controls = alert.controls.length > longest ? problems.slice(0, longest) : alert.controls;
  const triggers = alert.triggers.slice(-longest);
  const cut = (changes: AlertChange[]) =>
    changes
      .slice(0, longest)
      .map((change) => ({ ...change, controls: change.controls.slice(0, longest) }));
  const changes = cut(alert.changes);
  const proposals = cut(alert.proposals);
  const left = (before: readonly unknown[], after: readonly unknown[]) =>
    before.length - after.length;
  return [
    ['controls', left(alert.controls, controls)] as const,
    ['triggers', left(alert.triggers, triggers)] as const,
    ['changes', left(alert.changes, changes) + left(alert.proposals, proposals)] as const,
  ].reduce<Alert>((noted, [what, count]) => (count === 0 ? noted : note(noted, what, count)), {
    ...alert,
    controls,
    triggers,
    changes,
    proposals,
  });
}

function note(alert: Alert, what: keyof NonNullable<Alert['shortened']>, count: number): Alert {
  const before = alert.shortened?.[what] ?? 0;
  return { ...alert, shortened: { ...alert.shortened, [what]: before + count } };
}
