import type { Finding, Section } from '../finding.ts';
import { median } from '../statistics.ts';
import { isWorse, type State } from './state.ts';

/** Of the peer's time, what a sweep may take. */
const SHARE_OF_TIME = 0.1;

/** One side's run over an account of its own, which began like the other's. */
export interface Run {
  readonly seconds: number;
  readonly calls: number;
  /** How each bucket was afterwards. */
  readonly states: readonly State[];
}

/** Cloud Custodian's runs: its policies as its documentation writes them, and with the fewest calls. */
export interface PeerRuns {
  readonly documented: Run;
  readonly least: Run;
}

/**
 * What the runs of both sides say of each other. Of several sweeps the median time counts, but the most calls, and the
 * one that left the most buckets worse off.
 */
export function sectionOf(peer: PeerRuns, own: readonly Run[], latencyMs: number): Section {
  const { documented, least } = peer;
  const buckets = documented.states.length;
  const seconds = median(own.map((run) => run.seconds));
  const share = seconds / documented.seconds;
  const most = (count: (run: Run) => number) => Math.max(...own.map(count));
  const worse = most(({ states }) =>
    Math.max(countWorse(states, documented.states), countWorse(states, least.states)),
  );
  const better = most(({ states }) => countWorse(documented.states, states));
  return {
    title: `A sweep of ${buckets} buckets, every second broken, beside Cloud Custodian, ${latencyMs} ms added to each call`,
    findings: [
      timeOf('Cloud Custodian as documented', [documented]),
      timeOf('Cloud Custodian with the fewest calls', [least]),
      timeOf('Bucket Warden', own),
      {
        what: 'how many times as fast as documented',
        kind: 'time',
        // Held against its budget as a share, of which less is better.
        measured: share,
        text: `${(1 / share).toFixed(1)} times`,
        budget: SHARE_OF_TIME,
        budgetText: `at least ${1 / SHARE_OF_TIME} times`,
      },
      {
        what: 'how many times as fast as with the fewest calls',
        kind: 'time',
        measured: seconds / least.seconds,
        text: `${(least.seconds / seconds).toFixed(1)} times`,
      },
      callsOf('Cloud Custodian as documented', documented.calls, buckets),
      callsOf('Cloud Custodian with the fewest calls', least.calls, buckets),
      callsOf(
        'Bucket Warden',
        most(({ calls }) => calls),
        buckets,
      ),
      {
        what: "buckets worse off than after Cloud Custodian's run",
        kind: 'count',
        measured: worse,
        text: `${worse}`,
        budget: 0,
        budgetText: 'none',
      },
      {
        what: "buckets worse off than after Bucket Warden's run",
        kind: 'count',
        measured: better,
        text: `${better}`,
      },
    ],
    notes: [
      'Cloud Custodian: from the start of its process to its end. Bucket Warden: from the message that asks for ' +
        'a sweep to the summary on the alerts topic; each run with a cold start, and the median counts. Both call as ' +
        'whom policies allow it, and the emulator checks each call.',
    ],
  };
}

function timeOf(who: string, runs: readonly Run[]): Finding {
  const seconds = runs.map((run) => run.seconds);
  const sorted = seconds.toSorted((a, b) => a - b);
  return {
    what: `${who}: time`,
    kind: 'time',
    measured: median(seconds),
    text: `${sorted.map((each) => each.toFixed(1)).join(' / ')} s`,
  };
}

function callsOf(who: string, calls: number, buckets: number): Finding {
  return {
    what: `${who}: calls`,
    kind: 'count',
    measured: calls,
    text: `${calls} (${(calls / buckets).toFixed(2)} a bucket)`,
  };
}

function countWorse(states: readonly State[], others: readonly State[]): number {
  return states.filter((state, index) => {
    const other = others[index];
    return other !== undefined && isWorse(state, other);
  }).length;
}
