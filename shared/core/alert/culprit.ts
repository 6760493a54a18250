import type { AnyControl } from '../../model/control.ts';
import { eventsOf } from '../../resources/control-needs.ts';
import { idsOf } from './alert.ts';
import type { Alert, AlertCause } from './schema.ts';
import { readableAgent } from './text.ts';

export type AlertCall = Extract<AlertCause, { kind: 'api-call' }>;

/** The alert with what each of its calls can have broken: nobody is to be named for what others did. */
export function withBreakable(
  alert: Alert,
  controls: readonly Pick<AnyControl, 'id' | 'kind' | 'reads'>[],
): Alert {
  const judged = new Set(idsOf(alert.controls));
  const about = controls.filter(({ id }) => judged.has(id));
  const causes = alert.causes.map((cause) => {
    if (cause.kind !== 'api-call') return cause;
    const broken = about.filter((control) => eventsOf(control).includes(cause.call));
    return broken.length === 0 ? cause : { ...cause, canBreak: broken.map(({ id }) => id) };
  });
  return { ...alert, causes };
}

/** The calls that can have broken any of the controls, oldest first. */
export function callsAgainst(
  controls: readonly string[],
  causes: readonly AlertCause[],
): AlertCall[] {
  return causes
    .filter((cause) => cause.kind === 'api-call')
    .filter(({ canBreak = [] }) => canBreak.some((id) => controls.includes(id)));
}

/** Who made the newest call that can have broken a control, by what they call themselves: a tool, a service, a role or user. */
export function culpritOf(control: string, causes: readonly AlertCause[]): string {
  const call = callsAgainst([control], causes).at(-1);
  if (call === undefined) return 'Somebody';
  const who = call.actor.roleArn ?? call.actor.arn ?? call.actor.name;
  const tool = toolOf(call);
  if (tool !== undefined) return `${tool} (${who})`;
  return call.userAgent === undefined ? who : `${who} with ${readableAgent(call.userAgent)}`;
}

/** The tool behind a call, where it overwrites by hand-made fixes at its next run. */
export function toolOf(cause: AlertCause): string | undefined {
  if (cause.kind !== 'api-call') return undefined;
  if (cause.actor.invokedBy?.startsWith('cloudformation.')) return 'CloudFormation';
  return /\b(Terraform|OpenTofu|Pulumi|Ansible|Crossplane)\b/i.exec(cause.userAgent ?? '')?.[1];
}
