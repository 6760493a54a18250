import { CALLS, type Kind } from './budgets.ts';
import type { Finding, Section } from './finding.ts';
import { byLatency, KINDS, type Sample } from './sample.ts';
import { median } from './statistics.ts';
import { type Tally, tallyOf } from './tally.ts';

const NAMES = {
  reads: 'reads',
  readRounds: 'waves that the reads came in',
  readsAgain: 'settings read again before they are written',
  writes: 'writes',
  journalWrites: 'journal writes',
  publishes: 'publishes',
  others: 'other calls',
} as const satisfies Partial<Record<keyof Tally, string>>;

/** Calls a bucket against their budgets: the most that any look made, at any latency. */
export function callSection(samples: readonly Sample[]): Section {
  const latencies = [...new Set(samples.map((sample) => sample.injectedMs))].filter(Boolean);
  return {
    title: `Calls, with ${latencies.join(' / ')} ms of injected latency`,
    findings: KINDS.flatMap((kind) => callFindings(samples, kind)),
    notes: [
      'Counts are the most that any look made. Waves and rounds are medians, and the longest latency decides: ' +
        'a pause of the machine tears a wave apart where the latency is shorter than the pause.',
    ],
  };
}

export function callFindings(samples: readonly Sample[], kind: Kind): Finding[] {
  const tallies = byLatency(samples, kind)
    .filter(({ injectedMs }) => injectedMs > 0)
    .map((group) => group.samples.map(({ calls }) => tallyOf(calls)));
  const counted = (Object.keys(NAMES) as (keyof typeof NAMES)[]).map((name): Finding => {
    const values = tallies.map((group) => summary(name, group));
    const measured = name === 'readRounds' ? (values.at(-1) ?? Number.NaN) : Math.max(...values);
    const budget = CALLS[kind][name];
    return {
      what: `${kind} bucket: ${NAMES[name]}`,
      kind: 'count',
      measured,
      text: values.join(' / ') + (name === 'others' ? listOf(tallies.flat()) : ''),
      budget,
      budgetText: budget === 0 ? 'none' : `at most ${budget}`,
    };
  });
  const explains = (what: string, name: 'readsAtOnce' | 'rounds'): Finding => {
    const values = tallies.map((group) => median(group.map((tally) => tally[name])));
    const measured = values.at(-1) ?? Number.NaN;
    return { what: `${kind} bucket: ${what}`, kind: 'count', measured, text: values.join(' / ') };
  };
  return [
    ...counted,
    explains('reads under way at once', 'readsAtOnce'),
    explains('rounds of all calls, each waiting for the one before', 'rounds'),
  ];
}

function summary(name: keyof typeof NAMES, tallies: readonly Tally[]): number {
  const values = tallies.map((tally) => (name === 'others' ? tally.others.length : tally[name]));
  return name === 'readRounds' ? median(values) : Math.max(...values);
}

function listOf(tallies: readonly Tally[]): string {
  const names = new Set(tallies.flatMap((tally) => tally.others));
  return names.size === 0 ? '' : ` (${[...names].join(', ')})`;
}
