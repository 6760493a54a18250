import { triggerLines } from '../../shared/core/alert/trigger-lines.ts';
import type { AlertState, ChangeState, JournalEntry } from '../../shared/core/journal.ts';
import { paint } from '../shared/output/print.ts';
import { recordedLines, STATE_COLOURS } from '../shared/recorded-change.ts';
import type { Session } from '../shared/session/session.ts';
import { suggest } from '../shared/suggest.ts';
import { shortTime } from '../shared/time.ts';

const STATES: Readonly<Record<ChangeState, string>> = {
  intended: 'recorded, and perhaps written: the next look at the bucket settles it',
  applied: 'written',
  failed: 'not written',
  undone: 'written, and put back',
  superseded: 'something else stood there when it was settled',
};

const ALERTS: Readonly<Record<AlertState, string>> = {
  pending: 'not told yet: told with the next look at the bucket',
  told: 'told',
  none: 'nothing to tell',
};

function alertWords({ alert, triggers }: JournalEntry): string {
  // The journal closes on what whoever ran `warden fix` saw, as it does on what was published.
  const isSeen = alert === 'told' && triggers.some(({ kind }) => kind === 'person');
  return isSeen ? 'none: whoever asked for it saw it' : `${alert}: ${ALERTS[alert]}`;
}

/** Everything about one change, for people. */
export function entryLines(session: Pick<Session, 'typed'>, entry: JournalEntry): string[] {
  const { id, bucket, change, reasons, triggers, state, failure, undone, undoes } = entry;
  const field = (label: string, value: string) => `  ${label.padEnd(9)} ${value}`;
  return [
    `${paint('bold', id)}  ${bucket.name} (${bucket.region}, account ${bucket.account})`,
    '',
    field('State', `${paint(STATE_COLOURS[state], state)}: ${failure ?? STATES[state]}`),
    field('Recorded', `${shortTime(entry.intendedAt)} UTC`),
    ...(entry.closedAt ? [field('Closed', `${shortTime(entry.closedAt)} UTC`)] : []),
    ...(undoes ? [field('Undoes', `${undoes.change} (warden show)`)] : []),
    ...(undone
      ? [
          field('Undone', `${shortTime(undone.at)} UTC by ${undone.by}: ${undone.reason}`),
          ...(undone.byArn ? [field('', `as ${undone.byArn}`)] : []),
          field('Exempt', `by ${undone.exemption} (warden exemptions)`),
        ]
      : []),
    field('Alert', alertWords(entry)),
    '',
    paint('bold', 'Why'),
    ...Object.entries(reasons).map(([control, reason]) => `  ${control}: ${reason}`),
    '',
    paint('bold', 'Who touched it'),
    ...(triggers.length > 0 ? triggerLines({ triggers: [...triggers] }) : ['  not known']),
    '',
    paint('bold', 'What was changed'),
    ...recordedLines(change),
    '',
    ...undoLines(session, entry),
  ];
}

function undoLines(session: Pick<Session, 'typed'>, entry: JournalEntry): string[] {
  const { id, state, undoes } = entry;
  if (state !== 'applied') return ['There is nothing to undo.'];
  if (undoes !== undefined) {
    return [
      'To have it repaired again:',
      `  ${suggest(session, `unexempt ${undoes.undone.exemption}`)}`,
    ];
  }
  return [
    'To undo it, and have the service leave it so for 7 days:',
    `  ${suggest(session, `undo ${id} --reason "…"`)}`,
  ];
}
