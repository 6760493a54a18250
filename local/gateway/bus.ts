import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { RootClients } from './root-clients.ts';

/** An event as EventBridge delivers it; the bus gives it id, time and account. */
export interface BusEvent {
  source: string;
  'detail-type': string;
  detail: Record<string, unknown>;
  region?: string | undefined;
  resources?: string[] | undefined;
}

/** How badly the bus behaves towards the events of calls. */
export interface BusBehaviour {
  deliver: boolean;
  delayMs: number;
  /** How likely an event comes twice, 0 to 1. */
  duplicate: number;
  /** Delays vary, so that events overtake each other. */
  shuffle: boolean;
}

const goodBehaviour: BusBehaviour = {
  deliver: true,
  delayMs: 0,
  duplicate: 0,
  shuffle: false,
};

/** Events wait up to this long to be overtaken, where no longer delay is asked for. */
const shuffleWindowMs = 500;

/** The default event buses of all Regions, seen from the services that put events on them. */
export class Bus {
  readonly #clients: RootClients;
  readonly #onLoss: (problem: unknown) => void;
  readonly #waiting = new Set<NodeJS.Timeout>();
  behaviour: BusBehaviour = goodBehaviour;

  constructor(clients: RootClients, onLoss: (problem: unknown) => void) {
    this.#clients = clients;
    this.#onLoss = onLoss;
  }

  /** Delivers an event as the bus now behaves. */
  deliver(event: BusEvent): void {
    const { deliver, duplicate } = this.behaviour;
    if (!deliver) return;
    this.#later(event);
    if (Math.random() < duplicate) this.#later(event);
  }

  /** Puts an event on the bus of its Region, at once and whole. Returns the event's id. */
  async put(event: BusEvent): Promise<string> {
    const { Entries: [entry] = [] } = await this.#clients.events(event.region ?? '').send(
      new PutEventsCommand({
        Entries: [
          {
            Source: event.source,
            DetailType: event['detail-type'],
            Detail: JSON.stringify(event.detail),
            Resources: event.resources ?? [],
          },
        ],
      }),
    );
    if (!entry?.EventId) throw new Error(`${entry?.ErrorCode}: ${entry?.ErrorMessage}`);
    return entry.EventId;
  }

  close(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }

  #later(event: BusEvent): void {
    const { delayMs, shuffle } = this.behaviour;
    const wait = shuffle ? Math.random() * Math.max(delayMs, shuffleWindowMs) : delayMs;
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.put(event).catch(this.#onLoss);
    }, wait);
    this.#waiting.add(timer);
  }
}
