import { UNKNOWN_TIME } from '../events/time.ts';
import type { Alert, AlertCause } from './schema.ts';
import { readableAgent, readableTime, wrap } from './text.ts';

const MOST_CAUSES = 5;

/** Who made which call from where and when, as lines of a mail: the newest causes, oldest first. */
export function causeLines({ causes, shortened }: Pick<Alert, 'causes' | 'shortened'>): string[] {
  const shown = causes.slice(-MOST_CAUSES);
  const earlier = causes.length - shown.length + (shortened?.causes ?? 0);
  return [...(earlier > 0 ? [`  (${earlier} earlier not shown)`] : []), ...shown.flatMap(linesOf)];
}

function linesOf(cause: AlertCause): string[] {
  switch (cause.kind) {
    case 'api-call':
      return callLines(cause);
    case 'config-evaluation':
      return evaluationLines(cause);
    case 'sweep':
      return [
        ...wrap('A sweep of all buckets found it; it does not say who did it', '  ', '    '),
        ...labelled('began', readableTime(cause.time)),
      ];
    case 'person':
      return [
        ...wrap(`${cause.actor.name} asked for it with ${cause.command}`, '  ', '    '),
        ...labelled('at', readableTime(cause.time)),
        ...labelled('as', cause.actor.arn),
      ];
  }
}

function callLines({
  actor,
  call,
  time,
  sourceIp,
  userAgent,
}: AlertCause & { kind: 'api-call' }): string[] {
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
}: AlertCause & { kind: 'config-evaluation' }): string[] {
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
