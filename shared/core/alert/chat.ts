import { STATUSES } from '../../model/status.ts';
import { adviceOf } from './advice.ts';
import { problemsOf } from './alert.ts';
import { code, escaped, stepOf } from './chat-text.ts';
import { policyWords } from './denied-advice.ts';
import type { Alert, AlertControl, AlertTrigger } from './schema.ts';
import { headline, subjectOf } from './subject.ts';
import { clean, clip, readableAgent, readableTime } from './text.ts';

/** Amazon Q Developer's schema for custom notifications. */
export interface ChatMessage {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

const MOST_SHOWN = 5;

/** The alert as a short chat message; every message about one bucket goes to one thread. */
export function chatMessageOf(alert: Alert): ChatMessage {
  const { name, arn, account, region } = alert.bucket;
  const problems = problemsOf(alert);
  return {
    version: '1.0',
    source: 'custom',
    id: alert.id,
    content: {
      textType: 'client-markdown',
      title: `${signOf(alert)} ${headline(alert)}: bucket ${name}`,
      description: [
        ...problems.slice(0, MOST_SHOWN).map(problemLine),
        ...alert.triggers.slice(-1).map(triggerLine),
        `Account ${account}, ${region}, ${readableTime(alert.time)}`,
      ].join('\n'),
      nextSteps: adviceOf(alert).slice(0, 3).map(stepOf),
      keywords: [
        alert.outcome,
        alert.severity,
        ...problems.slice(0, MOST_SHOWN).map(({ id }) => clip(clean(id), 64)),
      ],
    },
    metadata: {
      threadId: arn,
      summary: escaped(subjectOf(alert)),
      eventType: `bucket-warden/${alert.outcome}`,
      relatedResources: [arn],
      additionalContext: {
        alertId: alert.id,
        account,
        region,
        bucket: name,
        severity: alert.severity,
      },
    },
  };
}

function signOf(alert: Alert): string {
  return alert.controls.some(({ status }) => status === 'blocked')
    ? STATUSES.blocked.chatSign
    : STATUSES[alert.outcome].chatSign;
}

function problemLine({ id, status, reason = '', obstacle }: AlertControl): string {
  const stands = obstacle ? ` (${code(`${obstacle.kind}: ${detailOf(obstacle)}`)})` : '';
  return `*${escaped(id)}* ${status}: ${escaped(reason)}${stands}`;
}

/** AWS's own words put the policy that refused it last, where they would be cut. */
function detailOf({ refusedBy, detail }: NonNullable<AlertControl['obstacle']>): string {
  return refusedBy === undefined ? detail : policyWords(refusedBy);
}

function triggerLine(trigger: AlertTrigger): string {
  if (trigger.kind === 'config-evaluation')
    return `Found by AWS Config rule ${code(trigger.ruleName)}`;
  if (trigger.kind === 'sweep') return 'Found by a sweep of all buckets';
  if (trigger.kind === 'person') {
    return `By ${code(trigger.actor.name)} with ${code(trigger.command)}`;
  }
  const from = trigger.sourceIp ? ` from ${code(trigger.sourceIp)}` : '';
  const through = trigger.actor.invokedBy ? ` through ${code(trigger.actor.invokedBy)}` : '';
  const agent = trigger.userAgent
    ? ` with ${code(clip(readableAgent(trigger.userAgent), 120))}`
    : '';
  return `By ${code(trigger.actor.name)} calling ${code(trigger.call)}${through}${from}${agent}`;
}
