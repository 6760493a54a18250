import { CONTROLS } from '../../shared/controls/index.ts';
import { type AnyControl, PROFILES } from '../../shared/model/control.ts';
import { eventsOf, permissionsOf } from '../../shared/resources/control-needs.ts';

/** docs/controls.md: every control with what the rules, permissions and alerts derive from it. */
export function controlsPage(): string {
  return `<!-- Written by "npm run generate" from shared/controls/. Do not edit. -->

# Controls

| id | what it makes sure of | severity | repairs |
|---|---|---|---|
${CONTROLS.map(rowOf).join('\n')}

${CONTROLS.map(sectionOf).join('\n\n')}
`;
}

/** README.md with its table of controls, between `<!-- controls -->` and `<!-- /controls -->`. */
export function readmeWithControls(current: string): string {
  const rows = CONTROLS.map(
    ({ id, title, severity }) => `| [\`${id}\`](docs/controls.md#${id}) | ${title} | ${severity} |`,
  );
  const table = ['| id | what it makes sure of | severity |', '|---|---|---|', ...rows].join('\n');
  return current.replace(
    /(<!-- controls -->\n).*?(<!-- \/controls -->)/s,
    (_, start, end) => `${start}${table}\n${end}`,
  );
}

function rowOf(control: AnyControl): string {
  return `| [\`${control.id}\`](#${control.id}) | ${control.title} | ${control.severity} | ${control.writes.join(', ')} |`;
}

function sectionOf(control: AnyControl): string {
  const code = (values: readonly string[]) => values.map((value) => `\`${value}\``).join(', ');
  const { read, write } = permissionsOf(control);
  return `## ${control.id}

${control.title}. ${control.description}

| | |
|---|---|
| Mode in the baselines | ${modesIn(control)} |
| Looked at after the calls | ${code(eventsOf(control))} |
| Answers the AWS Config rules | ${code(control.configRules)} |
| Speaks to the findings | ${code(control.findings)} |
| Permissions to judge | ${code(read)} |
| Permissions to repair (\`enforce\` only) | ${code(write)} |
| Source | [shared/controls/${control.id}.ts](../shared/controls/${control.id}.ts) |`;
}

function modesIn({ modes }: AnyControl): string {
  return PROFILES.map((profile) => `${profile}: \`${modes[profile]}\``).join(', ');
}
