import { isDeepStrictEqual } from 'node:util';
import type { DecisionSettings, Plan } from '../../shared/core/decide.ts';
import type { ModeOverride, Modes } from '../../shared/core/modes.ts';
import type { ControlResult, Report } from '../../shared/core/report.ts';
import type { Mode } from '../../shared/model/control.ts';
import type { Change } from '../../shared/model/facet.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import { paint } from '../shared/output/print.ts';
import { changeLines } from '../shared/plan.ts';

/** The settings of a repair that a person asked for: what is only audited is enforced, of these controls. */
export function settingsToFix<Settings extends DecisionSettings>(
  settings: Settings,
  only?: readonly string[],
): Settings {
  const toFix = (modes: ModeOverride['controls']): Modes =>
    Object.fromEntries(
      Object.entries(modes).flatMap(([id, mode]): [string, Mode][] => {
        if (mode === undefined) return [];
        const wanted = mode !== 'off' && (only === undefined || only.includes(id));
        return [[id, wanted ? 'enforce' : 'off']];
      }),
    );
  const overrides = (settings.overrides ?? []).map(({ bucket, controls }) => ({
    bucket,
    controls: toFix(controls),
  }));
  return { ...settings, enforcing: true, controls: toFix(settings.controls), overrides };
}

/**
 * What is to be written to a bucket, and what cannot be.
 * @param only ids of the controls that were asked for; without it, all.
 */
export function planLines(
  { name, region }: Bucket,
  plan: Plan,
  only?: readonly string[],
): string[] {
  const title = paint('bold', `${name} (${region})`);
  const looked = plan.results.map(({ control }) => control);
  const open = plan.results.filter(needsPerson).map(problemLine);
  const leftAlone = [
    ...plan.results
      .filter(({ status }) => status === 'exempt')
      .map(({ control, reason }) => leftAloneLine(`${control}: ${reason}`)),
    ...(only ?? [])
      .filter((id) => !looked.includes(id))
      .map((id) => leftAloneLine(`${id} is off for ${name} in the settings`)),
  ];
  if (looked.length === 0) {
    return only === undefined
      ? [`${title}: every control is off for it in the settings.`]
      : [title, ...leftAlone];
  }
  if (plan.changes.length === 0 && open.length === 0) {
    const isExempt = plan.results.some(({ status }) => status === 'exempt');
    const good = only === undefined ? 'compliant' : `compliant with ${looked.join(', ')}`;
    return [isExempt ? `${title}: nothing to write.` : `${title} is ${good}.`, ...leftAlone];
  }
  const reasons = plan.results.filter(({ status }) => status === 'fixed' || status === 'audited');
  return [
    title,
    ...reasons.map(({ control, reason }) => `  ${paint('red', '✖')} ${control}: ${reason}`),
    ...open,
    ...leftAlone,
    ...(plan.changes.length > 0 ? ['', ...changeLines(plan.changes)] : []),
    '',
  ];
}

function leftAloneLine(text: string): string {
  return `  ${paint('cyan', '–')} ${text}`;
}

/** What became of it; the changes are shown again only where they are not those that were shown. */
export function outcomeLines(report: Report, shown: Plan): string[] {
  const lines = report.results
    .filter(({ status }) => status !== 'compliant' && status !== 'exempt')
    .map((result) =>
      result.status === 'fixed'
        ? `  ${paint('green', '✔')} ${result.control}: written`
        : problemLine(result),
    );
  const moved = !isDeepStrictEqual(report.changes.map(essence), shown.changes.map(essence));
  return [
    paint('bold', report.bucket.name),
    ...(lines.length > 0 ? lines : ['  compliant by now: nothing had to be written']),
    ...(moved && report.changes.length > 0
      ? ['', '  Not quite what was shown above. What was written:', ...changeLines(report.changes)]
      : []),
  ];
}

function essence({ facet, before, after }: Change) {
  return { facet, before, after };
}

function needsPerson({ status }: ControlResult): boolean {
  return status === 'blocked' || status === 'unavailable';
}

function problemLine({ control, reason, obstacle }: ControlResult): string {
  const why = [reason, obstacle?.detail].filter(Boolean).join(': ');
  return `  ${paint('magenta', '!')} ${control} cannot be repaired: ${why}`;
}
