import { wrap } from '../../shared/core/alert/text.ts';
import { decide } from '../../shared/core/decide.ts';
import { type AnyControl, type Mode, PROFILES } from '../../shared/model/control.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import { eventsOf, permissionsOf } from '../../shared/resources/control-needs.ts';
import { facetOf } from '../../shared/resources/facets.ts';
import type { Settings } from '../../shared/settings.ts';
import { paint } from '../shared/output/print.ts';
import { changeLines } from '../shared/plan.ts';

const EXAMPLE: Bucket = {
  kind: 'bucket',
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

const NOT_ENFORCING = 'it acts as audit while enforcing is false in warden.config.ts';

/** Everything about one control, as its own metadata and judgement say it. */
export function explanation(
  control: AnyControl,
  settings: Settings,
  ways: readonly string[],
): string[] {
  const { id, title, description, severity, reads } = control;
  const permissions = permissionsOf(control);
  const mode = settings.controls[id as keyof Settings['controls']];
  const list = (label: string, values: readonly string[]) =>
    values.map((value, index) => field(index === 0 ? label : '', value));
  return [
    `${paint('bold', id)}: ${title} (${severity} severity)`,
    '',
    ...wrap(description, '', ''),
    '',
    field('Mode', `${mode}: ${MODES[mode]}`),
    ...(mode === 'enforce' && !settings.enforcing ? [field('', NOT_ENFORCING)] : []),
    field(
      'Baselines',
      PROFILES.map((profile) => `${profile}: ${control.modes[profile]}`).join(', '),
    ),
    ...list(
      'Looks at',
      reads.map((facet) => facetOf(facet).title.toLowerCase()),
    ),
    ...list('S3 calls', eventsOf(control)),
    ...list('Config rules', control.configRules),
    ...list('Findings', control.findings),
    ...list('Reads with', permissions.read),
    ...list('Writes with', permissions.write),
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

/** What it would write to a bucket where its facets are not configured. */
function repairOf(control: AnyControl, settings: Settings) {
  const enforced = {
    ...settings,
    enforcing: true,
    controls: { [control.id]: 'enforce' } as const,
    overrides: [],
  };
  const absent = control.reads.map((facet) => [facet, { state: 'absent' }]);
  return decide([control], Object.fromEntries(absent), enforced, EXAMPLE).changes;
}

function field(label: string, value: string): string {
  return `  ${label.padEnd(13)} ${value}`;
}
