import { wrap } from '../shared/core/alert/text.ts';
import type { AnyControl, Mode } from '../shared/core/control.ts';
import { decide } from '../shared/core/decide.ts';
import { FACET_WORDS } from '../shared/core/facet-words.ts';
import type { Bucket } from '../shared/core/target.ts';
import type { Settings } from '../shared/settings.ts';
import { paint } from './output/print.ts';
import { changeLines } from './plan.ts';

const EXAMPLE: Bucket = {
  name: 'example-bucket',
  region: 'us-east-1',
  account: '111122223333',
  partition: 'aws',
};

const MODES: Readonly<Record<Mode, string>> = {
  enforce: 'repairs and tells',
  audit: 'tells, and writes nothing',
  off: 'does neither',
};

/** Everything about one control, as its own metadata and judgement say it. */
export function explanation(
  control: AnyControl,
  settings: Settings,
  ways: readonly string[],
): string[] {
  const { id, title, description, severity, facet } = control;
  const mode = settings.controls[id as keyof Settings['controls']];
  const list = (label: string, values: readonly string[]) =>
    values.map((value, index) => field(index === 0 ? label : '', value));
  return [
    `${paint('bold', id)}: ${title} (${severity} severity)`,
    '',
    ...wrap(description, '', ''),
    '',
    field('Mode', `${mode}: ${MODES[mode]}`),
    field('Looks at', FACET_WORDS[facet].name.toLowerCase()),
    ...list('S3 calls', control.breakingEvents),
    ...list('Config rules', control.configRules),
    ...list('Findings', control.findings),
    ...list('Reads with', control.permissions.read),
    ...list('Writes with', control.permissions.write),
    '',
    'What a repair writes where nothing is configured:',
    ...changeLines(repairOf(control, settings)),
    '',
    'To have it left alone:',
    `  for all buckets: controls: { '${id}': 'off' } in warden.config.ts, then npm run deploy;`,
    `  'audit' instead of 'off' judges and tells, but writes nothing`,
    ...ways.map((way) => `  ${way}`),
  ];
}

/** What it would write to a bucket where its facet is not configured. */
function repairOf(control: AnyControl, settings: Settings) {
  const enforced = { ...settings, controls: { [control.id]: 'enforce' } as const, overrides: [] };
  return decide([control], { [control.facet]: { state: 'absent' } }, enforced, EXAMPLE).changes;
}

function field(label: string, value: string): string {
  return `  ${label.padEnd(13)} ${value}`;
}
