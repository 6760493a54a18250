import { UNKNOWN_TIME } from '../events/time.ts';
import type { Alert, AlertTrigger } from './schema.ts';
import { readableAgent, readableTime, wrap } from './text.ts';

const MOST_TRIGGERS = 5;

/** Who made which call from where and when, as lines of a mail: the newest triggers, oldest first. */
export function triggerLines({
  triggers,
  shortened,
}: Pick<Alert, 'triggers' | 'shortened'>): string[] {
  const shown = triggers.slice(-MOST_TRIGGERS);
  const earlier = triggers.length - shown.length + (shortened?.triggers ?? 0);
  return [...(earlier > 0 ? [`  (${earlier} earlier not shown)`] : []), ...shown.flatMap(linesOf)];
}

function linesOf(trigger: AlertTrigger): string[] {
  switch (trigger.kind) {
    case 'api-call':
      return callLines(trigger);
    case 'config-evaluation':
      return evaluationLines(trigger);
    case 'sweep':
      return [
        ...wrap('A sweep of all buckets found it; it does not say who did it', '  ', '    '),
        ...labelled('began', readableTime(trigger.time)),
      ];
    case 'person':
      return [
        ...wrap(`${trigger.actor.name} asked for it with ${trigger.command}`, '  ', '    '),
        ...labelled('at', readableTime(trigger.time)),
        ...labelled('as', trigger.actor.arn),
      ];
  }
}

function callLines({
  actor,
  call,
  time,
  sourceIp,
  userAgent,
}: AlertTrigger & { kind: 'api-call' }): string[] {
  const through =
    actor.invokedBy && actor.invokedBy !== actor.name ? ` through ${actor.invokedBy}` : '';
  return [
    ...wrap(`${actor.name} called ${call}${through}`, '  ', '    '),
    ...labelled('at', time === UNKNOWN_TIME ? 'an unknown time' : readableTime(time)),
    ...labelled('from', sourceIp),
    ...labelled('with', userAgent && readableAgent(userAgent)),
    ...labelled('as', actor.arn),
  ];
}

function evaluationLines({
  ruleName,
  time,
  annotation,
}: AlertTrigger & { kind: 'config-evaluation' }): string[] {
  return [
    ...wrap(
      `AWS Config rule ${ruleName} found it NON_COMPLIANT; it does not say who did it`,
      '  ',
      '    ',
    ),
    ...labelled('at', time === UNKNOWN_TIME ? 'an unknown time' : readableTime(time)),
    ...labelled('says', annotation),
  ];
}

function labelled(label: string, text: string | undefined): string[] {
  return text === undefined ? [] : wrap(text, `    ${label.padEnd(5)}`, ' '.repeat(9));
}
