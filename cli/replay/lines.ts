import { toolOf } from '../../shared/core/alert/culprit.ts';
import type { Plan } from '../../shared/core/decide.ts';
import type { Message } from '../../shared/core/events/read-message.ts';
import { STATUSES } from '../../shared/model/status.ts';
import type { EventTrigger } from '../../shared/model/trigger.ts';
import { paint } from '../shared/output/print.ts';
import { changeLines } from '../shared/plan.ts';
import { VERDICT_MARKS } from '../shared/verdict.ts';
import type { Stop } from './rules.ts';

/** What of a log file is replayed. */
export function logLine(events: number, records: number, eventId: string | undefined): string {
  if (eventId !== undefined)
    return `Log file of ${records} records: the one with eventID ${eventId}`;
  return `Log file of ${records} records: ${events} S3 management calls that change something, the others are left out`;
}

/** Which rules pick the event up, in a sentence. */
export function rulesLine(way: readonly Stop[] | undefined): string {
  if (way === undefined) return 'not asked: EventBridge carries JSON objects only';
  const lost = way.findIndex((stop) => !isPassed(stop));
  return way
    .slice(0, lost === -1 ? way.length : lost + 1)
    .map(stopWords)
    .join('; then ');
}

function stopWords({ region, rules }: Stop): string {
  if (rules === undefined)
    return `${region} sends no events home: the service would not hear of it`;
  const matching = rules.filter(({ matches }) => matches);
  if (matching.length === 0) {
    return `no rule of the stack in ${region} picks it up: the service would not hear of it`;
  }
  return matching
    .map(({ name, enabled }) => `picked up by ${name}${enabled ? '' : ', which is disabled'}`)
    .join('; ');
}

/** Whether the event reaches the service; where no stack was asked, it is taken to. */
export function isHeard(way: readonly Stop[] | undefined): boolean {
  return way === undefined || way.every(isPassed);
}

function isPassed({ rules = [] }: Stop): boolean {
  return rules.some(({ matches, enabled }) => matches && enabled);
}

/** What the service reads in the event. */
export function messageLines(message: Message): string[] {
  const title = paint('bold', 'Read as');
  switch (message.kind) {
    case 'ignored':
      return [`${title}  nothing to do: ${message.reason} (${message.detail})`];
    case 'heartbeat':
      return [`${title}  a heartbeat of ${message.sentAt}: counted, and nothing else`];
    case 'malformed':
      return [`${title}  malformed, to the dead-letter queue: ${message.error}`];
    case 'suspect-edit':
      return [
        `${title}  a question to CloudTrail whether the policy of ${message.bucket.name} was edited by event ${message.suspect.trigger.id}`,
      ];
    case 'reconcile':
      return [
        `${title}  a look at ${message.bucket.name} in ${message.bucket.region}`,
        `${paint('bold', 'Trigger')}  ${triggerLine(message.trigger)}`,
      ];
  }
}

function triggerLine(trigger: EventTrigger): string {
  if (trigger.kind === 'config-evaluation')
    return `AWS Config rule ${trigger.ruleName}, ${trigger.time}`;
  const tool = toolOf({ ...trigger, actor: { ...trigger.actor } });
  return `${trigger.actor.name} called ${trigger.call}${tool ? ` through ${tool}` : ''}, ${trigger.time}`;
}

/** What the service would do with the bucket as it is now. */
export function planLines(plan: Plan): string[] {
  const lines = plan.results.map(({ control, status, reason, obstacle, warning }) => {
    const why = [reason, obstacle?.detail, warning].filter(Boolean).join(': ');
    const { verdict, plannedWords } = STATUSES[status];
    return `  ${VERDICT_MARKS[verdict]} ${control}${plannedWords}${why && `: ${why}`}`;
  });
  return [
    '',
    paint('bold', 'The bucket as it is now'),
    ...lines,
    ...section('What would be written', plan.changes),
    ...section('What would be told, and not written, because of audit mode', plan.proposals),
  ];
}

function section(title: string, changes: Plan['changes']): string[] {
  return changes.length === 0 ? [] : ['', paint('bold', title), ...changeLines(changes)];
}
