import { fileURLToPath } from 'node:url';
import { type ConnectedAws, startLocalAws } from '../../../test/local-aws/start.ts';
import type { Finding, Section } from '../finding.ts';
import type { BenchOptions } from '../remediate.ts';
import { makeAdministrator } from './administrator.ts';
import { type Policies, pythonWithCustodian, runCustodian } from './custodian.ts';
import { makeBuckets } from './make-buckets.ts';
import { isWorse, type State, statesOf } from './state.ts';
import { runSweep } from './warden.ts';

const BUCKETS = 500;
/** Of the peer's time, what a sweep may take. */
const SHARE_OF_TIME = 0.1;
/** What every call takes besides the emulator's own time: nothing, and about what one takes within and across Regions. */
const LATENCIES_MS = [0, 20, 50];

const SETTINGS = fileURLToPath(new URL('../settings.ts', import.meta.url));

/** One side's run over an account of its own, which began like the other's. */
interface Run {
  readonly seconds: number;
  readonly calls: number;
  /** How each bucket was afterwards. */
  readonly states: readonly State[];
}

/** A sweep beside Cloud Custodian: the same buckets, the same three rules, each on a fresh local AWS. */
export async function benchPeer({ onProgress }: BenchOptions): Promise<Section[]> {
  const python = await pythonWithCustodian(onProgress);
  const sections: Section[] = [];
  for (const latencyMs of LATENCIES_MS) {
    const say = (line: string) => onProgress(`${latencyMs} ms a call: ${line}`);
    const documented = await runPeer(python, 'as-documented', latencyMs, say);
    const least = await runPeer(python, 'least-calls', latencyMs, say);
    const own = await runOwn(latencyMs, say);
    sections.push(sectionOf({ documented, least }, own, latencyMs));
  }
  return sections;
}

async function runPeer(
  python: string,
  policies: Policies,
  latencyMs: number,
  onProgress: BenchOptions['onProgress'],
): Promise<Run> {
  await using aws = await startLocalAws({ deploy: false });
  onProgress(`Cloud Custodian: making ${BUCKETS} buckets`);
  const administrator = await makeAdministrator(aws);
  const buckets = await makeBuckets(aws, BUCKETS);
  onProgress(`Cloud Custodian: at work, ${policies}`);
  const seconds = await withLatency(aws, latencyMs, () =>
    runCustodian(python, aws, administrator, policies),
  );
  const calls = (await aws.calls()).length;
  return { seconds, calls, states: await statesOf(aws.s3(), buckets) };
}

async function runOwn(latencyMs: number, onProgress: BenchOptions['onProgress']): Promise<Run> {
  await using aws = await startLocalAws({ config: SETTINGS });
  onProgress(`Bucket Warden: making ${BUCKETS} buckets`);
  const buckets = await makeBuckets(aws, BUCKETS);
  onProgress('Bucket Warden: at work');
  const { seconds, summary } = await withLatency(aws, latencyMs, () => runSweep(aws));
  onProgress(`Bucket Warden: ${JSON.stringify(summary.outcomes)}`);
  return { seconds, calls: await serviceCalls(aws), states: await statesOf(aws.s3(), buckets) };
}

async function withLatency<Value>(
  aws: ConnectedAws,
  latencyMs: number,
  work: () => Promise<Value>,
): Promise<Value> {
  if (latencyMs > 0) await aws.setFaults([{ rate: 1, fault: 'latency', latencyMs }]);
  try {
    return await work();
  } finally {
    await aws.setFaults([]);
  }
}

async function serviceCalls(aws: ConnectedAws): Promise<number> {
  return (await aws.calls()).filter(({ caller }) => caller === 'service').length;
}

/** Cloud Custodian's runs: its policies as its documentation writes them, and with the fewest calls. */
export interface PeerRuns {
  readonly documented: Run;
  readonly least: Run;
}

export function sectionOf({ documented, least }: PeerRuns, own: Run, latencyMs: number): Section {
  const share = own.seconds / documented.seconds;
  const seconds = (who: string, run: Run): Finding => ({
    what: `${who}: time`,
    kind: 'time',
    measured: run.seconds,
    text: `${run.seconds.toFixed(1)} s`,
  });
  const calls = (who: string, run: Run): Finding => ({
    what: `${who}: calls`,
    kind: 'count',
    measured: run.calls,
    text: `${run.calls} (${(run.calls / run.states.length).toFixed(2)} a bucket)`,
  });
  const worse = Math.max(
    countWorse(own.states, documented.states),
    countWorse(own.states, least.states),
  );
  return {
    title: `A sweep of ${own.states.length} buckets, every second broken, beside Cloud Custodian, ${latencyMs} ms added to each call`,
    findings: [
      seconds('Cloud Custodian as documented', documented),
      seconds('Cloud Custodian with the fewest calls', least),
      seconds('Bucket Warden', own),
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
        measured: own.seconds / least.seconds,
        text: `${(least.seconds / own.seconds).toFixed(1)} times`,
      },
      calls('Cloud Custodian as documented', documented),
      calls('Cloud Custodian with the fewest calls', least),
      calls('Bucket Warden', own),
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
        measured: countWorse(documented.states, own.states),
        text: `${countWorse(documented.states, own.states)}`,
      },
    ],
    notes: [
      'Cloud Custodian: from the start of its process to its end. Bucket Warden: from the message that asks for ' +
        'a sweep to the summary on the alerts topic. Both call as whom policies allow it, and the emulator checks each call.',
    ],
  };
}

function countWorse(states: readonly State[], others: readonly State[]): number {
  return states.filter((state, index) => {
    const other = others[index];
    return other !== undefined && isWorse(state, other);
  }).length;
}
