import { causeLines } from '../../shared/core/alert/cause-lines.ts';
import type { AlertState, ChangeState, JournalEntry } from '../../shared/core/journal.ts';
import { paint } from '../output/print.ts';
import { tableLines } from '../output/table.ts';
import type { Session } from '../session.ts';
import { suggest } from '../suggest.ts';
import { shortTime } from '../time.ts';
import { recordedLines } from '../undo.ts';

const HEAD = ['ID', 'TIME (UTC)', 'STATE', 'BUCKET', 'CHANGED', 'WHY'];

const COLOURS = {
  intended: 'yellow',
  applied: 'green',
  failed: 'red',
  undone: 'cyan',
  superseded: 'magenta',
} as const;

/** Changes for people, one a row, as they come. */
export function historyLines(
  entries: readonly JournalEntry[],
  width: number | undefined,
): string[] {
  return tableLines(HEAD, entries.map(rowOf), {
    width,
    style: (cell, column) => (column === 2 ? paint(COLOURS[cell as ChangeState], cell) : cell),
  });
}

function rowOf(entry: JournalEntry): string[] {
  const { id, intendedAt, state, bucket, change, reasons, failure, undone, undoes } = entry;
  const wanted = Object.entries(reasons).map(([control, reason]) => `${control}: ${reason}`);
  const why = [
    ...wanted,
    ...(failure === undefined ? [] : [failure]),
    ...(undone === undefined ? [] : [`undone by ${undone.byArn ?? undone.by}`]),
    ...(undoes === undefined ? [] : [`by ${undoes.undone.byArn ?? undoes.undone.by}`]),
  ];
  return [id, shortTime(intendedAt), state, bucket.name, change.facet, why.join('; ')];
}

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

function alertWords({ alert, causes }: JournalEntry): string {
  // The journal closes on what whoever ran `warden fix` saw, as it does on what was published.
  const isSeen = alert === 'told' && causes.some(({ kind }) => kind === 'person');
  return isSeen ? 'none: whoever asked for it saw it' : `${alert}: ${ALERTS[alert]}`;
}

/** Everything about one change, for people. */
export function entryLines(session: Pick<Session, 'typed'>, entry: JournalEntry): string[] {
  const { id, bucket, change, reasons, causes, state, failure, undone, undoes } = entry;
  const field = (label: string, value: string) => `  ${label.padEnd(9)} ${value}`;
  return [
    `${paint('bold', id)}  ${bucket.name} (${bucket.region}, account ${bucket.account})`,
    '',
    field('State', `${paint(COLOURS[state], state)}: ${failure ?? STATES[state]}`),
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
    ...(causes.length > 0 ? causeLines({ causes: [...causes] }) : ['  not known']),
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
