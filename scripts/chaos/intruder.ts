import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { BusEvent } from '../../local/gateway/bus.ts';
import type { LocalAws } from '../../local/start.ts';
import { poison } from './poison.ts';
import { below, type Random } from './random.ts';

/** Sid of what nobody but the intruder wants in a policy. */
export const FORGED = 'Forged';

/** Marks the events that the intruder put on the bus. */
const MARK = 'putByAnIntruder';

type PutEvent = LocalAws['putEvent'];

/** Whether an event was put on the bus by the intruder, and is of no call that was made just now. */
export function isIntruders({ detail }: BusEvent): boolean {
  return detail[MARK] === true;
}

/** Somebody who may put events on the bus and messages on the queues, and wants the service to do their will. */
export class Intruder {
  /** Message ids of what has to end in the dead-letter queues: of events, and of sweeps. */
  readonly poisoned = { events: new Set<string>(), sweep: new Set<string>() };
  forged = 0;
  sentAgain = 0;
  readonly #putEvent: PutEvent;
  readonly #sqs: SQSClient;
  readonly #queues: { readonly events: string; readonly sweep: string };
  readonly #buckets: readonly string[];
  readonly #random: Random;
  readonly #forgesEdits: boolean;
  readonly #heard: BusEvent[] = [];

  constructor(
    aws: Pick<LocalAws, 'putEvent' | 'stack'>,
    sqs: SQSClient,
    {
      buckets,
      random,
      forgesEdits,
    }: {
      readonly buckets: readonly string[];
      readonly random: Random;
      readonly forgesEdits: boolean;
    },
  ) {
    this.#putEvent = aws.putEvent;
    this.#sqs = sqs;
    this.#queues = {
      events: aws.stack?.EventsQueueUrl ?? '',
      sweep: aws.stack?.SweepQueueUrl ?? '',
    };
    this.#buckets = buckets;
    this.#random = random;
    this.#forgesEdits = forgesEdits;
  }

  /** Listens for genuine events, to send them again. */
  readonly hear = (event: BusEvent): void => {
    const { eventName, errorCode } = event.detail;
    if (/^(Put|Delete)BucketPolicy$/.test(String(eventName)) && errorCode === undefined) {
      this.#heard.push(event);
    }
  };

  /** Does one thing that nobody asked for. */
  async act(): Promise<void> {
    const chance = this.#random();
    if (this.#forgesEdits && chance < 0.3) return this.#forge('PutBucketPolicy');
    if (this.#forgesEdits && chance < 0.45) return this.#forge('DeleteBucketPolicy');
    if (chance < 0.7) return this.#sendAgain();
    if (chance < 0.9) return this.#poison('events', poison(this.#bucket(), this.#random));
    return this.#poisonSweeps();
  }

  /** An event of a call that nobody made. */
  async #forge(eventName: string): Promise<void> {
    const bucketName = this.#bucket();
    const bucketPolicy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: FORGED,
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::999999999999:root' },
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`],
        },
      ],
    };
    this.forged += 1;
    await this.#putEvent({
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        [MARK]: true,
        eventID: randomUUID(),
        eventTime: `${new Date().toISOString().slice(0, 19)}Z`,
        eventSource: 's3.amazonaws.com',
        eventName,
        awsRegion: 'us-east-1',
        recipientAccountId: '000000000000',
        userIdentity: { type: 'IAMUser', userName: 'somebody-else' },
        requestParameters: {
          bucketName,
          ...(eventName === 'PutBucketPolicy' ? { bucketPolicy } : {}),
        },
      },
    });
  }

  /** A genuine event, which was true once. */
  async #sendAgain(): Promise<void> {
    const event = this.#heard[below(this.#random, this.#heard.length)];
    if (event === undefined) return;
    this.sentAgain += 1;
    await this.#putEvent({ ...event, detail: { ...event.detail, [MARK]: true } });
  }

  /** What is no step of a sweep. A step of a sweep that nobody began is tried for as long as any: a test has that. */
  #poisonSweeps(): Promise<void> {
    return this.#poison('sweep', `{"kind":"list","a":${'['.repeat(6_000)}${']'.repeat(6_000)}}`);
  }

  async #poison(kind: 'events' | 'sweep', body: string): Promise<void> {
    this.poisoned[kind].add(await this.#send(kind, body));
  }

  async #send(kind: 'events' | 'sweep', MessageBody: string): Promise<string> {
    const { MessageId = '' } = await this.#sqs.send(
      new SendMessageCommand({ QueueUrl: this.#queues[kind], MessageBody }),
    );
    return MessageId;
  }

  #bucket(): string {
    return this.#buckets[below(this.#random, this.#buckets.length)] ?? '';
  }
}
