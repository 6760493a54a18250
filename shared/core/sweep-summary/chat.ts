import type { ChatMessage } from '../alert/chat.ts';
import { code, escaped, stepOf } from '../alert/chat-text.ts';
import { enumerate, readableTime } from '../alert/text.ts';
import { adviceOf, nothingWritten } from './advice.ts';
import { counted, deafnesses, grouped, isQuiet, notCompliant } from './counts.ts';
import { headline } from './headline.ts';
import type { SweepMessage, SweepMessageFinding } from './schema.ts';
import { controlLine, STATE_WORDS, startedBy } from './words.ts';

const MOST_SHOWN = 5;

/** The summary of a sweep as a chat message, a thread of its own. */
export function chatMessageOf(message: SweepMessage): ChatMessage {
  const { id, account, region, severity, mode } = message;
  return {
    version: '1.0',
    source: 'custom',
    id: `sweep-${id}`,
    content: {
      textType: 'client-markdown',
      title: `${signOf(message)} ${headline(message)}`,
      description: descriptionLines(message).join('\n'),
      nextSteps: isQuiet(message)
        ? []
        : adviceOf(message)
            .slice(0, 3)
            .map((text) => stepOf({ text })),
      keywords: ['sweep', mode, severity],
    },
    metadata: {
      threadId: `sweep-${id}`,
      summary: escaped(headline(message)),
      eventType: 'bucket-warden/sweep-summary',
      relatedResources: [],
      additionalContext: { sweepId: id, account, region, severity },
    },
  };
}

function signOf(message: SweepMessage): string {
  if (message.incomplete) return ':warning:';
  if (message.mode === 'audit') return ':mag:';
  const open = notCompliant(message) + message.outcomes.unavailable;
  return open + deafnesses(message) === 0 ? ':white_check_mark:' : ':warning:';
}

function descriptionLines(message: SweepMessage): string[] {
  const { account, region, time, controls, worst, expiring, unforwarded, hearing } = message;
  const asked = message.askedBy === undefined ? '' : `, ${escaped(startedBy(message))}`;
  const where = `Account ${account}, ${region}, ${readableTime(time)}${asked}`;
  if (isQuiet(message)) return [where];
  return [
    ...nothingWritten(message),
    ...hearing.slice(0, MOST_SHOWN).map(({ text }) => escaped(text)),
    ...controls.slice(0, MOST_SHOWN).map((control) => escaped(controlLine(control))),
    ...refusedLine(message),
    ...worst.slice(0, MOST_SHOWN).map(findingLine),
    ...countLine('Exemptions that end within seven days', expiring, message.shortened?.expiring),
    ...countLine('Regions that send no events home', unforwarded, message.shortened?.unforwarded),
    where,
  ];
}

function findingLine({ bucket, control, status, reason }: SweepMessageFinding): string {
  return `${code(bucket)} *${escaped(control)}* ${STATE_WORDS[status]}: ${escaped(reason)}`;
}

function refusedLine({ refused }: SweepMessage): string[] {
  if (refused === undefined) return [];
  const { buckets, named } = refused;
  const names = named.slice(0, MOST_SHOWN).map(({ bucket }) => code(bucket));
  const rest = buckets - names.length;
  const shown = rest > 0 ? [...names, `${grouped(rest)} more`] : names;
  return [`Bucket Warden is refused at ${counted(buckets, 'bucket')}: ${enumerate(shown)}`];
}

function countLine(what: string, items: readonly unknown[], left = 0): string[] {
  return items.length === 0 ? [] : [`${what}: ${grouped(items.length + left)}`];
}
