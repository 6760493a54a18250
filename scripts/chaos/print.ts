import type { Figures, Outcome } from './outcome.ts';

// A policy has no end.
const WIDTH = 240;

/** A run in words: its figures, and each promise that was not kept. */
export function print({ figures, broken }: Outcome): string {
  const lines = [...figureLines(figures), ''];
  if (broken.length === 0) lines.push('Every promise was kept.');
  else lines.push(`${broken.length} broken promises:`);
  return [
    ...lines,
    ...broken.map(({ bucket, what }) => `  ${bucket}: ${what}`.slice(0, WIDTH)),
  ].join('\n');
}

function figureLines(figures: Figures): string[] {
  const { changes, overwritten, lost } = figures;
  const states = Object.entries(changes).map(([state, count]) => `${count} ${state}`);
  const rows: [string, string][] = [
    ['events', `${whole(figures.events)} on ${figures.buckets} buckets, a fifth of them twice`],
    ['policy edits by owners', whole(figures.edits)],
    [
      'of an intruder',
      `${whole(figures.forged)} forged, ${whole(figures.sentAgain)} sent again, ${whole(figures.poisoned)} poisoned`,
    ],
    ['looks', `${whole(figures.looks)}; ${whole(figures.retries)} messages tried again`],
    [
      'calls of the service',
      `${whole(figures.calls)}, ${(figures.failedShare * 100).toFixed(1)} % of them failed`,
    ],
    ['changes in the journal', states.join(', ')],
    ['alerts', whole(figures.alerts)],
    ['dead letters', whole(figures.deadLetters)],
    ['edits overwritten in a race', `${overwritten}; ${lost} of them not put back by a later edit`],
    [
      'time',
      `${figures.stormSeconds.toFixed(0)} s of storm, ${figures.drainSeconds.toFixed(0)} s until the queue was empty`,
    ],
  ];
  return rows.map(([name, value]) => `${name.padEnd(28)}${value}`);
}

function whole(count: number): string {
  return count.toLocaleString('en');
}
