import { randomUUID } from 'node:crypto';
import { takeStep } from '../../functions/sweep/process-messages.ts';
import { createSweepServices } from '../../functions/sweep/services.ts';
import { createClients } from '../../shared/aws/clients.ts';
import type { SweepMessage } from '../../shared/core/sweep/message.ts';
import type { SweepSummary } from '../../shared/core/sweep/summary.ts';
import type { Settings } from '../../shared/settings.ts';
import type { SweepServices } from '../../shared/sweep/services.ts';
import type { OwnAws } from './own-aws.ts';

/** A function that died: what it did before is done. */
class Crash extends Error {}

/**
 * The sweep's steps on a local AWS, one after the other in this process, so that each can die anywhere. The queue is a list;
 * a message whose step died comes again.
 */
export class SweepSteps {
  readonly summaries: SweepSummary[] = [];
  readonly queue: SweepMessage[] = [];
  /** Everything that was ever put on the queue. */
  readonly sent: SweepMessage[] = [];
  /** Side effects so far, in order. */
  readonly effects: string[] = [];
  /** Topics that do not take the summary; nobody gets it where there is one. */
  untoldTopics: readonly string[] = [];
  /** Summaries of which metrics were made. */
  readonly measured: SweepSummary[] = [];
  /** Whether who tells a summary has it for as long as it may live: a step that died comes again at once here. */
  hasClaims = false;
  /** What it said of its steps. */
  readonly said: string[] = [];
  readonly services: SweepServices;
  /** As SQS gives a message its id, which it keeps when it comes again. */
  readonly #ids = new WeakMap<SweepMessage, string>();
  /** Until the next step nothing that is tried has an effect. */
  #isDead = false;
  /** Dies at the effect of that number, counted from 1. */
  #deadly: { readonly effect: number; readonly when: 'before' | 'after' } | undefined;

  constructor(
    { aws, stack }: OwnAws,
    settings: Settings,
    limits: Partial<SweepServices['limits']> = {},
  ) {
    const real = createSweepServices({
      clients: {
        ...createClients('0.0.0-test'),
        s3: (region) => aws.s3(undefined, { region, customUserAgent: 'bucket-warden/test' }),
        sns: aws.sns(),
        sqs: aws.sqs(),
        config: (region) => aws.config(undefined, { region }),
        dynamodb: aws.dynamodb(),
      },
      pacing: { shareAmong() {} },
      settings,
      environment: {
        WARDEN_VERSION: '0.0.0-test',
        ALERTS_TOPIC_ARN: stack.AlertsTopicArn,
        SWEEP_QUEUE_URL: stack.SweepQueueUrl,
        OWN_ROLE_ARNS: [stack.RoleArn, stack.SweepRoleArn].join(' '),
        SWEEP_REQUESTS_QUEUE_URL: stack.SweepRequestsQueueUrl,
        EVENTS_QUEUE_ARN: 'not looked at',
        DEAD_LETTER_QUEUE_URL: stack.SweepDeadLetterQueueUrl,
        JOURNAL_TABLE: stack.JournalTableName,
        AWS_REGION: aws.region,
      },
      telemetry: {
        looked() {},
        step: (what) => void this.said.push(what),
        summary: (summary) => void this.measured.push(summary),
      },
      own: { account: aws.account, partition: 'aws', region: aws.region },
      examineHearing: async () => [],
    });
    const mortal = <Args extends unknown[], Value>(
      name: string,
      effect: (...args: Args) => Promise<Value>,
    ) => {
      return async (...args: Args): Promise<Value> => {
        if (this.#isDead) throw new Crash(`was dead before ${name}`);
        this.effects.push(name);
        const deadly = this.#deadly?.effect === this.effects.length ? this.#deadly.when : undefined;
        this.#isDead = deadly === 'before';
        if (this.#isDead) throw new Crash(`died before ${name}`);
        const value = await effect(...args);
        this.#isDead = deadly === 'after';
        if (this.#isDead) throw new Crash(`died after ${name}`);
        return value;
      };
    };
    const { store } = real;
    this.services = {
      ...real,
      limits: { ...real.limits, ...limits },
      send: mortal('send', async (messages) => {
        this.queue.push(...messages);
        this.sent.push(...messages);
      }),
      tellSummary: mortal('tellSummary', async (summary) => {
        if (this.untoldTopics.length === 0) this.summaries.push(summary);
        return this.untoldTopics;
      }),
      store: {
        ...store,
        begin: mortal('begin', store.begin),
        addPage: mortal('addPage', store.addPage),
        pageSent: mortal('pageSent', store.pageSent),
        chunkDone: mortal('chunkDone', store.chunkDone),
        claimSummary: mortal('claimSummary', (id, untilMs) =>
          store.claimSummary(id, this.hasClaims ? untilMs : 0),
        ),
        end: mortal('end', store.end),
      },
    };
  }

  dieAt(effect: number, when: 'before' | 'after'): void {
    this.#deadly = { effect, when };
  }

  /** Takes the step of a message: the next one of the queue unless it is given. */
  async step(message = this.queue.shift(), remainingMs = () => 60_000): Promise<void> {
    if (message === undefined) throw new Error('nothing is left to do');
    this.#isDead = false;
    const id = this.#ids.get(message) ?? randomUUID();
    this.#ids.set(message, id);
    await takeStep(this.services, message, { remainingMs }, { messageId: id });
  }

  /**
   * Takes step after step until nothing is left to do.
   * @param timeOfStep makes what tells a step how much time it has left, in ms.
   * @returns how often one died.
   */
  async drive(first?: SweepMessage, timeOfStep?: () => () => number): Promise<number> {
    if (first !== undefined) this.queue.push({ ...first });
    let deaths = 0;
    for (let message = this.queue.shift(); message; message = this.queue.shift()) {
      try {
        await this.step(message, timeOfStep?.());
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        deaths += 1;
        this.queue.push(message);
      }
    }
    return deaths;
  }
}
