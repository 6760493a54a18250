import type { AnyControl } from '../../model/control.ts';
import { eventsOf } from '../../resources/control-needs.ts';
import { idsOf } from './alert.ts';
import type { Alert, AlertTrigger } from './schema.ts';
import { readableAgent } from './text.ts';

export type AlertCall = Extract<AlertTrigger, { kind: 'api-call' }>;

/** The alert with what each of its calls can have broken: nobody is to be named for what others did. */
export function withBreakable(
  alert: Alert,
  controls: readonly Pick<AnyControl, 'id' | 'kind' | 'reads'>[],
): Alert {
  const judged = new Set(idsOf(alert.controls));
  const about = controls.filter(({ id }) => judged.has(id));
  const triggers = alert.triggers.map((trigger) => {
    if (trigger.kind !== 'api-call') return trigger;
    const broken = about.filter((control) => eventsOf(control).includes(trigger.call));
    return broken.length === 0 ? trigger : { ...trigger, canBreak: broken.map(({ id }) => id) };
  });
  return { ...alert, triggers };
}

/** The calls that can have broken any of the controls, oldest first. */
export function callsAgainst(
  controls: readonly string[],
  triggers: readonly AlertTrigger[],
): AlertCall[] {
  return triggers
    .filter((trigger) => trigger.kind === 'api-call')
    .filter(({ canBreak = [] }) => canBreak.some((id) => controls.includes(id)));
}

/** Who made the newest call that can have broken a control, by what they call themselves: a tool, a service, a role or user. */
export function culpritOf(control: string, triggers: readonly AlertTrigger[]): string {
  const call = callsAgainst([control], triggers).at(-1);
  if (call === undefined) return 'Somebody';
  const who = call.actor.roleArn ?? call.actor.arn ?? call.actor.name;
  const tool = toolOf(call);
  if (tool !== undefined) return `${tool} (${who})`;
  return call.userAgent === undefined ? who : `${who} with ${readableAgent(call.userAgent)}`;
}

/** The tool behind a call, where it overwrites by hand-made fixes at its next run. */
export function toolOf(trigger: AlertTrigger): string | undefined {
  if (trigger.kind !== 'api-call') return undefined;
  if (trigger.actor.invokedBy?.startsWith('cloudformation.')) return 'CloudFormation';
  return /\b(Terraform|OpenTofu|Pulumi|Ansible|Crossplane)\b/i.exec(trigger.userAgent ?? '')?.[1];
}
