import { fileURLToPath } from 'node:url';
import { startLocalAws } from '../../../local/start.ts';
import type { Finding, Section } from '../finding.ts';
import type { BenchOptions } from '../remediate.ts';
import { type Measured, measure } from './measure.ts';

const SETTINGS = fileURLToPath(new URL('settings.ts', import.meta.url));
const BUCKETS = 50;
/** How long one event may wait behind a flood. */
const BUDGET_SECONDS = 60;

/** One event on a bucket behind thousands on others, on the local AWS with the default settings. */
export async function benchFlood({ events, onProgress }: BenchOptions): Promise<Section[]> {
  await using aws = await startLocalAws({ config: SETTINGS, onProgress });
  const measured = await measure(aws, { events, buckets: BUCKETS }, onProgress);
  return [
    {
      title: `One bucket opened behind ${events.toLocaleString('en')} events on ${BUCKETS} others`,
      findings: findingsOf(events, measured),
      notes: [
        'The queue is full before the function begins, and the one event is the last on it. Times are those of the ' +
          'emulator, which answers about as many calls a second as the machine allows, not those of AWS.',
      ],
    },
  ];
}

/** The figures as they are printed. */
export function findingsOf(events: number, { waiting, oneMs, allMs, looks }: Measured): Finding[] {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    {
      what: 'messages that wait when the function begins',
      kind: 'time',
      measured: waiting,
      text: waiting.toLocaleString('en'),
    },
    {
      what: 'from the call to the repair of the one bucket',
      kind: 'time',
      measured: oneMs / 1000,
      text: seconds(oneMs),
      budget: BUDGET_SECONDS,
      budgetText: `${BUDGET_SECONDS} s`,
    },
    {
      what: 'until 99 % of the flood is over',
      kind: 'time',
      measured: allMs,
      text: seconds(allMs),
    },
    {
      what: 'the one, as a part of the whole',
      kind: 'time',
      measured: oneMs / allMs,
      text: (oneMs / allMs).toFixed(2),
    },
    {
      what: 'looks an event',
      kind: 'count',
      measured: looks / events,
      text: (looks / events).toFixed(2),
      budget: 0.2,
      budgetText: '0.2',
    },
  ];
}
