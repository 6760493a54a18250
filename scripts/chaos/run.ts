import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import type { LocalAws } from '../../local/start.ts';
import { takeTold } from '../../local/take-told.ts';
import type { Alert } from '../../shared/core/alert/schema.ts';
import { sqsOfOperator } from '../../test/integration/operator.ts';
import { invitePeople } from '../demo/people.ts';
import { blur, blurredOf } from './blur.ts';
import { type Broken, brokenPromises, type Evidence, forgedWrites, isAsWanted } from './check.ts';
import { Course } from './course.ts';
import { takeDeadLetters, wrongDeadLetters } from './dead-letters.ts';
import { downTo, drained } from './drain.ts';
import { recordedChanges } from './history.ts';
import { Intruder, isIntruders } from './intruder.ts';
import { callFigures, type Figures, type Outcome } from './outcome.ts';
import { type RacedEdit, racedEdits } from './overwritten.ts';
import { Owner } from './owner.ts';
import { below, randomFrom } from './random.ts';
import { lookAt } from './sight.ts';
import { beginStorm, endStorm } from './storm.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly buckets: number;
  /** Calls of owners that CloudTrail speaks of, the making of the buckets included. */
  readonly events: number;
  /** Whether events of edits that nobody made are among them: each may hold a bucket's policy back for four minutes. */
  readonly forgesEdits: boolean;
  /** Folder for what the promises were checked against: calls, alerts, changes, the service's log. */
  readonly evidence?: string | undefined;
  readonly onProgress: (line: string) => void;
}

/** Owners that act at the same time. */
const AT_ONCE = 6;
/** After so many calls of owners an intruder does something. */
const TURNS_AN_INTRUSION = 5;
/** An event may be on its way for as long, and a message be tried again after as much. */
const LATEST_EVENT_MS = 5_000;
const FEW_MESSAGES = 3;
const STORM_MS_AN_EVENT = 120;
const DRAIN_TIMEOUT_MS = 600_000;

/** Has a storm go over a local AWS with the service deployed, and checks the promises afterwards. */
export async function runChaos(aws: LocalAws, options: ChaosOptions): Promise<Outcome> {
  const course = new Course();
  const owners = await inviteOwners(aws, options);
  const buckets = owners.map(({ bucket }) => bucket);
  const random = randomFrom(options.seed + owners.length);
  const intruder = new Intruder(aws, await sqsOfOperator(aws), {
    buckets,
    random,
    forgesEdits: options.forgesEdits,
  });
  aws.happenings.on('event', (event) => {
    if (isIntruders(event)) return;
    course.follow(event);
    intruder.hear(event);
  });
  const startMs = Date.now();
  await beginStorm(aws);
  const storm = new AbortController();
  const blurred = blur(aws, blurredOf(buckets), storm.signal);
  await act(owners, intruder, options);
  // What the service has to do about the last events meets the storm too.
  await sleep(LATEST_EVENT_MS);
  const queueUrl = aws.stack?.EventsQueueUrl ?? '';
  await downTo(FEW_MESSAGES, aws.sqs(), queueUrl, options.events * STORM_MS_AN_EVENT);
  const stormMs = Date.now() - startMs;
  const stormCalls = await aws.calls();
  storm.abort();
  await blurred;
  await endStorm(aws);
  options.onProgress('the storm is over; waiting for the queue');
  for (const url of [queueUrl, aws.stack?.SweepQueueUrl ?? '']) {
    await drained(aws.sqs(), url, DRAIN_TIMEOUT_MS);
  }
  const drainMs = Date.now() - startMs - stormMs;
  options.onProgress('checking every bucket');
  const checked = await check(aws, owners, intruder, course, options.evidence);
  const logs = await aws.logs();
  if (options.evidence) await writeFile(join(options.evidence, 'log.jsonl'), logs.join('\n'));
  return {
    broken: checked.broken,
    figures: {
      ...checked.figures,
      ...callFigures(stormCalls),
      buckets: owners.length,
      events: course.ofOwners,
      edits: owners.reduce((sum, owner) => sum + owner.edits, 0),
      forged: intruder.forged,
      sentAgain: intruder.sentAgain,
      poisoned: intruder.poisoned.events.size + intruder.poisoned.sweep.size,
      looks: logs.filter((line) => line.includes('"looked at a bucket"')).length,
      retries: logs.filter((line) => line.includes('"outcome":"retried"')).length,
      stormSeconds: stormMs / 1000,
      drainSeconds: drainMs / 1000,
    },
  };
}

async function inviteOwners(aws: LocalAws, { seed, buckets }: ChaosOptions): Promise<Owner[]> {
  const { owner, root } = await invitePeople(aws);
  return Array.from({ length: buckets }, (_, index) => {
    const name = `chaos-${String(index + 1).padStart(3, '0')}`;
    return new Owner(name, [owner, root], randomFrom(seed + index));
  });
}

/** Everyone makes their bucket; then whoever it is comes next, each after their own last call, an intruder among them. */
async function act(
  owners: readonly Owner[],
  intruder: Intruder,
  { seed, events, onProgress }: ChaosOptions,
) {
  const random = randomFrom(seed);
  const turns = Array.from(
    { length: events - owners.length },
    () => owners[below(random, owners.length)],
  );
  const last = new Map<Owner, Promise<void>>();
  let done = 0;
  const inTurn = (owner: Owner, step: () => Promise<void>) => {
    const mine = (last.get(owner) ?? Promise.resolve()).then(step);
    last.set(owner, mine);
    done += 1;
    if (done % 250 === 0) onProgress(`${done} of ${events} events`);
    return mine;
  };
  await pMap(owners, (owner) => inTurn(owner, () => owner.create()), { concurrency: AT_ONCE });
  await pMap(
    turns,
    async (owner, index) => {
      if (owner) await inTurn(owner, () => owner.act());
      if (index % TURNS_AN_INTRUSION === 0) await intruder.act();
    },
    { concurrency: AT_ONCE },
  );
}

type Checked = Pick<Outcome, 'broken'> & {
  figures: Pick<Figures, 'changes' | 'alerts' | 'deadLetters' | 'overwritten' | 'lost'>;
};

async function check(
  aws: LocalAws,
  owners: readonly Owner[],
  intruder: Intruder,
  course: Course,
  folder: string | undefined,
): Promise<Checked> {
  const [recorded, alerts, deadLetters, deadSteps, calls] = await Promise.all([
    recordedChanges(aws.dynamodb(), aws.stack?.JournalTableName ?? ''),
    takeTold<Alert>(aws.sqs(), aws.alertsQueueUrl),
    takeDeadLetters(aws.sqs(), aws.stack?.DeadLetterQueueUrl ?? ''),
    takeDeadLetters(aws.sqs(), aws.stack?.SweepDeadLetterQueueUrl ?? ''),
    aws.calls(),
  ]);
  if (folder) await keepEvidence(folder, { calls, recorded, alerts });
  const raced = Map.groupBy(racedEdits(calls), ({ bucket }) => bucket);
  const evidence = await pMap(
    owners,
    async ({ bucket, statements }): Promise<Evidence> => ({
      bucket,
      sight: await lookAt(aws.s3(), bucket),
      wanted: [...statements.values()],
      isOverwritten: (raced.get(bucket) ?? []).some(({ isLast }) => isLast),
      recorded: recorded.filter((change) => change.bucket === bucket),
      alerts: alerts.filter((alert) => alert.bucket.name === bucket),
    }),
    { concurrency: 4 },
  );
  const states = Map.groupBy(recorded, ({ state }) => state);
  return {
    broken: [
      ...evidence.flatMap(brokenPromises),
      ...unexplained(course, raced, new Set(blurredOf(owners.map(({ bucket }) => bucket)))),
      ...forgedWrites(recorded),
      ...wrongDeadLetters(deadLetters, intruder.poisoned.events),
      ...wrongDeadLetters(deadSteps, intruder.poisoned.sweep),
    ],
    figures: {
      changes: Object.fromEntries([...states].map(([state, { length }]) => [state, length])),
      alerts: alerts.length,
      deadLetters: deadLetters.length + deadSteps.length,
      overwritten: [...course.overwrites.values()].reduce((sum, count) => sum + count, 0),
      lost: evidence.filter(({ sight, wanted }) => !isAsWanted(sight, wanted)).length,
    },
  };
}

/** Writes each list to a file of its own, an item a line. */
async function keepEvidence(
  folder: string,
  lists: Readonly<Record<string, readonly unknown[]>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, items] of Object.entries(lists)) {
    const lines = items.map((item) => JSON.stringify(item));
    await writeFile(join(folder, `${name}.jsonl`), lines.join('\n'));
  }
}

/** Edits that were taken back although none came right before a write, and no read was stale. */
function unexplained(
  course: Course,
  raced: ReadonlyMap<string, readonly RacedEdit[]>,
  blurred: ReadonlySet<string>,
): Broken[] {
  return [...course.overwrites].flatMap(([bucket, count]) => {
    const edits = raced.get(bucket)?.length ?? 0;
    return count <= edits || blurred.has(bucket)
      ? []
      : [{ bucket, what: `${count} edits were taken back, and only ${edits} raced with a write` }];
  });
}
