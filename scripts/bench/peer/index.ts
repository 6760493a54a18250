import { fileURLToPath } from 'node:url';
import { type ConnectedAws, startLocalAws } from '../../../local/start.ts';
import type { Section } from '../finding.ts';
import type { BenchOptions } from '../remediate.ts';
import { makeAdministrator } from './administrator.ts';
import { type Policies, pythonWithCustodian, runCustodian } from './custodian.ts';
import { makeBuckets } from './make-buckets.ts';
import { type Run, sectionOf } from './section.ts';
import { statesOf } from './state.ts';
import { runSweep } from './warden.ts';

const BUCKETS = 500;
/** What every call takes besides the emulator's own time: nothing, and about what one takes within and across Regions. */
const LATENCIES_MS = [0, 20, 50];

const SETTINGS = fileURLToPath(new URL('../settings.ts', import.meta.url));

/**
 * Sweeps beside Cloud Custodian: the same buckets, the same three rules, each on a fresh local AWS. A sweep's few seconds
 * are measured before, between and after its minutes: a busy moment of the machine is none of either's doing.
 */
export async function benchPeer({ onProgress }: BenchOptions): Promise<Section[]> {
  const python = await pythonWithCustodian(onProgress);
  const sections: Section[] = [];
  for (const latencyMs of LATENCIES_MS) {
    const say = (line: string) => onProgress(`${latencyMs} ms a call: ${line}`);
    const before = await runOwn(latencyMs, say);
    const documented = await runPeer(python, 'as-documented', latencyMs, say);
    const between = await runOwn(latencyMs, say);
    const least = await runPeer(python, 'least-calls', latencyMs, say);
    const after = await runOwn(latencyMs, say);
    sections.push(sectionOf({ documented, least }, [before, between, after], latencyMs));
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
