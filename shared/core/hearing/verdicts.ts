import type { Check } from './check.ts';

const DEPLOY = 'enable it, or npm run deploy where it is gone';

/** What EventBridge says of a rule. */
export interface RuleFacts {
  readonly name: string;
  readonly isEnabled: boolean;
}

/**
 * Whether the rules of a stack are there and enabled; CloudFormation begins their names with the stack's and their own.
 * @param ids of the rules that have to be there, as they begin.
 */
export function rulesVerdict(
  rules: readonly RuleFacts[],
  { stack, ids, region }: { stack: string; ids: readonly string[]; region: string },
): Check {
  const wrong = ids.flatMap((id) => {
    const rule = rules.find(({ name }) => name.startsWith(`${stack}-${id}`));
    if (rule === undefined) return [`${id} is gone`];
    return rule.isEnabled ? [] : [`${rule.name} is disabled`];
  });
  if (wrong.length === 0) return { state: 'good', text: `the rules of ${stack} are enabled` };
  return {
    state: 'bad',
    text: `of the rules in ${region}, ${wrong.join(', ')}: what it listens for starts nothing`,
    advice: DEPLOY,
  };
}

/**
 * Whether Lambda takes messages from a queue.
 * @param lambdaState as Lambda says it, as in `Enabled`.
 */
export function triggerVerdict(queue: string, lambdaState: string | undefined): Check {
  if (lambdaState === 'Enabled' || lambdaState === 'Updating' || lambdaState === 'Enabling') {
    return { state: 'good', text: `the function takes messages from the queue of ${queue}` };
  }
  return {
    state: 'bad',
    text: `the function takes no messages from the queue of ${queue}: its trigger is ${(lambdaState ?? 'gone').toLowerCase()}`,
    advice: DEPLOY,
  };
}

/**
 * Whether EventBridge Scheduler starts something.
 * @param state as the Scheduler says it; undefined where there is no such schedule.
 */
export function scheduleVerdict(what: string, state: string | undefined): Check {
  if (state === 'ENABLED') return { state: 'good', text: `the schedule of ${what} is enabled` };
  return {
    state: 'bad',
    text: `the schedule of ${what} is ${state === undefined ? 'gone' : 'disabled'}`,
    advice: DEPLOY,
  };
}

/** As long as the alarm waits. */
const SILENT_AFTER_MS = 3 * 3_600_000;

/**
 * Whether heartbeats are heard.
 * @param heardAtMs when the last one was heard, in ms since 1970; undefined where none ever was.
 * @param sinceMs since when they are made.
 */
export function heartbeatVerdict(
  heardAtMs: number | undefined,
  sinceMs: number,
  nowMs: number,
): Check {
  const hours = (ms: number) => `${Math.floor(ms / 3_600_000)} hours`;
  if (heardAtMs !== undefined) {
    const silentMs = nowMs - heardAtMs;
    if (silentMs < SILENT_AFTER_MS) {
      const minutes = Math.max(0, Math.round(silentMs / 60_000));
      return { state: 'good', text: `the last heartbeat was heard ${minutes} minutes ago` };
    }
    return deaf(`no heartbeat was heard for ${hours(silentMs)}`);
  }
  const madeMs = nowMs - sinceMs;
  if (madeMs >= SILENT_AFTER_MS) return deaf(`no heartbeat was ever heard, in ${hours(madeMs)}`);
  return { state: 'good', text: 'no heartbeat was heard yet: the first ones are on their way' };
}

function deaf(text: string): Check {
  return {
    state: 'bad',
    text: `${text}: S3 calls start nothing`,
    advice: 'docs/runbook.md, "Heartbeat", names each place on the way',
  };
}

/** Whether a topic reaches anybody. */
export function subscribersVerdict(topic: string, confirmed: number): Check {
  if (confirmed > 0) return { state: 'good', text: `${topic} reach somebody` };
  return {
    state: 'bad',
    text: `no subscription to ${topic} is confirmed: nobody is told`,
    advice: 'name mail addresses or a Slack channel in the settings, deploy, and confirm the mail',
  };
}

/** Whether SNS could deliver. @param failed deliveries that it gave up on within a day. */
export function deliveriesVerdict(topic: string, failed: number): Check {
  if (failed === 0) return { state: 'good', text: `every delivery of ${topic} in a day succeeded` };
  return {
    state: 'bad',
    text: `${failed} ${failed === 1 ? 'delivery' : 'deliveries'} of ${topic} failed within a day`,
    advice: 'docs/runbook.md, "Failed deliveries"',
  };
}
