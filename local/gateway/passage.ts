import type { EventEmitter } from 'node:events';
import type { Answer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import { Bus, type BusEvent } from './bus.ts';
import { beginCall, type Call } from './calls.ts';
import { type CallDetails, cloudTrailEvent, detailsOf } from './cloudtrail.ts';
import type { Controlled } from './control.ts';
import { EventHistory } from './event-history.ts';
import { Faults } from './faults.ts';
import type { Happenings } from './happenings.ts';
import { Holds } from './holds.ts';
import { Identities } from './identities.ts';
import { isLookup, lookupAnswer } from './lookup-events.ts';
import { plantPolicy } from './plant.ts';
import { type RootClients, rootClients } from './root-clients.ts';
import { asS3Answers, refusalOf } from './s3-manners.ts';
import { StaleReads } from './stale-reads.ts';
import { Upstream } from './upstream.ts';

/** What a call goes through between its client and the emulator. */
export class Passage implements Controlled {
  readonly calls: Call[] = [];
  readonly faults = new Faults();
  readonly holds = new Holds();
  readonly history = new EventHistory();
  readonly staleReads = new StaleReads();
  readonly bus: Bus;
  readonly #clients: RootClients;
  readonly #upstream: Upstream;
  readonly #identities: Identities;
  readonly #happenings: EventEmitter<Happenings>;
  #telling: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(emulator: string, happenings: EventEmitter<Happenings>) {
    this.#happenings = happenings;
    this.#clients = rootClients(emulator);
    this.#upstream = new Upstream(emulator);
    this.#identities = new Identities(this.#clients);
    this.bus = new Bus(this.#clients, (problem) => this.#complain(problem));
  }

  /** Takes a call to its answer, records it, and has CloudTrail speak of it. */
  async take(request: AwsRequest): Promise<Answer | 'reset' | 'timeout'> {
    // The emulator's own pages are no calls to AWS.
    if (request.url.startsWith('/_')) return this.#upstream.send(request);
    const end = beginCall(request);
    await this.holds.pass(request);
    const fate = await this.faults.decide(request);
    if (fate !== 'forward' && fate !== 'lost') {
      this.#record(end(typeof fate === 'object' ? fate.status : 0));
      return fate;
    }
    const answer = await this.#answer(request);
    this.#record(end(fate === 'lost' ? 0 : answer.status));
    this.#identities.learn(request, answer);
    const details = detailsOf(request, answer);
    // One after the other: a good bus keeps the order of calls.
    if (details) this.#telling = this.#telling.then(() => this.#tell(request, details));
    return fate === 'lost' ? 'reset' : answer;
  }

  async plantPolicy(bucket: string, policy: string): Promise<void> {
    await plantPolicy(this.#clients, bucket, policy);
  }

  async putEvent(event: BusEvent): Promise<string> {
    this.#happenings.emit('event', event);
    return this.bus.put(event);
  }

  close(): void {
    this.#closed = true;
    this.holds.releaseAll();
    this.bus.close();
    this.#upstream.close();
    this.#clients.close();
  }

  async #answer(request: AwsRequest): Promise<Answer> {
    const refusal = await refusalOf(request, this.#clients);
    if (refusal) return refusal;
    const answer = await this.staleReads.send(request, (sent) => this.#upstream.send(sent));
    // The emulator has seen to it that the caller may ask.
    if (isLookup(request) && answer.status === 200) return this.#lookUp(request);
    return asS3Answers(request, answer);
  }

  async #lookUp(request: AwsRequest): Promise<Answer> {
    await this.#telling;
    const { accountId } = await this.#identities.of(request.accessKeyId);
    return lookupAnswer(request, this.history.of(String(accountId), request.region, Date.now()));
  }

  #record(call: Call): void {
    this.calls.push(call);
    this.#happenings.emit('call', call);
  }

  async #tell(request: AwsRequest, details: CallDetails): Promise<void> {
    try {
      const identity = await this.#identities.of(request.accessKeyId);
      const event = cloudTrailEvent(request, details, identity);
      this.history.record(event, Date.now());
      this.#happenings.emit('event', event);
      this.bus.deliver(event);
    } catch (problem) {
      this.#complain(problem);
    }
  }

  #complain(problem: unknown): void {
    if (!this.#closed) this.#happenings.emit('problem', problem);
  }
}
