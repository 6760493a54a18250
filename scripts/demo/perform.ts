import { styleText } from 'node:util';
import type { LocalAws } from '../../local/start.ts';
import type { Evidence } from './check.ts';
import type { People } from './people.ts';
import { type Played, play } from './play.ts';
import type { Scenario } from './scenarios.ts';
import { lookAt } from './sight.ts';
import type { Steps } from './steps.ts';
import { type ToldChat, whatWasTold } from './told.ts';
import { type Deeds, untilIdle, watchService } from './watch.ts';

/** One bucket from its creation to its repair. */
export interface Act {
  scenario: Scenario;
  evidence: Evidence;
  /** From its first call to the last repair; absent where nothing was repaired. */
  seconds?: number;
  chats: ToldChat[];
}

/** Plays every scenario, waits until the service has nothing left to do, and looks again. */
export async function performAll(
  aws: LocalAws,
  people: People,
  scenarios: readonly Scenario[],
  steps: Steps,
): Promise<Act[]> {
  const deedsTo = watchService(aws);
  steps.begin(`making ${scenarios.length} buckets, each with its own drift`);
  const played: Played[] = [];
  // One after the other, so that each is seen before the service comes to it.
  for (const [index, scenario] of scenarios.entries()) {
    played.push(await play(aws, people, scenario));
    steps.say(line(`${index + 1}`.padStart(2), scenario.name, scenario.story));
  }

  steps.begin('Bucket Warden at work');
  const reported = new Set<string>();
  const report = () => {
    for (const { scenario, startedMs } of played) {
      const deeds = deedsTo(scenario.name);
      const missing = scenario.promise.writes.some((write) => !deeds.writes.includes(write));
      if (!deeds.looked || missing || reported.has(scenario.name)) continue;
      reported.add(scenario.name);
      steps.say(line(styleText('green', ' ✔'), scenario.name, resultOf(deeds, startedMs)));
    }
  };
  await untilIdle(aws, () => played.every(({ scenario }) => deedsTo(scenario.name).looked), report);

  steps.begin('reading every bucket back');
  const { alerts, chats } = await whatWasTold(aws);
  const acts = await Promise.all(
    played.map(async ({ scenario, startedMs, before }): Promise<Act> => {
      const { name } = scenario;
      const { writes, lastWriteMs } = deedsTo(name);
      const own = alerts.filter(({ bucket }) => bucket.name === name);
      const after = await lookAt(people, name);
      return {
        scenario,
        evidence: { before, after, writes, alerts: own },
        ...(writes.length > 0 ? { seconds: (lastWriteMs - startedMs) / 1000 } : {}),
        chats: chats.filter(({ metadata }) => metadata.additionalContext.bucket === name),
      };
    }),
  );
  steps.end();
  return acts;
}

const words: Record<string, string> = {
  PutBucketEncryption: 'encryption',
  PutBucketPolicy: 'policy',
  PutPublicAccessBlock: 'public access block',
};

function resultOf({ writes, lastWriteMs }: Deeds, startedMs: number): string {
  if (writes.length === 0) return 'looked at, nothing to do';
  const repaired = [...new Set(writes)].map((write) => words[write] ?? write).sort();
  return `${repaired.join(', ')} repaired after ${((lastWriteMs - startedMs) / 1000).toFixed(1)} s`;
}

function line(mark: string, name: string, text: string): string {
  return `  ${mark}  ${name.padEnd(16)} ${text}`;
}
