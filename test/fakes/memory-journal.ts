import {
  type BucketState,
  type ChangeState,
  type JournalEntry,
  NO_STATE,
} from '../../shared/core/journal.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import {
  type Also,
  BucketBusyError,
  type Journal,
  type Recalled,
} from '../../shared/journal/journal.ts';

type Undoes = NonNullable<JournalEntry['undoes']>;

/** DynamoDB takes so many items in one transaction; the state is one of them. */
const MOST_ITEMS = 100;

/** The journal without a table: as durable as a test. */
export class MemoryJournal implements Journal {
  readonly entries = new Map<string, JournalEntry>();
  readonly exemptions: DynamicExemption[] = [];
  /** Changes that put edits back, by the ids of the edits' events. */
  readonly restorations = new Map<string, string>();
  state: BucketState = NO_STATE;

  async recall(): Promise<Recalled> {
    return { state: this.state, exemptions: this.exemptions };
  }

  async read(_bucket: string, ids: readonly string[]): Promise<JournalEntry[]> {
    return ids.flatMap((id) => this.entries.get(id) ?? []);
  }

  async record(
    _bucket: string,
    seen: BucketState,
    next: BucketState,
    entries: readonly JournalEntry[],
    { exemption, restoration }: Also = {},
  ): Promise<void> {
    this.#remember(seen, next, entries.length);
    for (const entry of entries) this.entries.set(entry.id, entry);
    if (exemption) this.exemptions.push(exemption);
    if (restoration) this.restorations.set(restoration.eventId, restoration.change);
  }

  async restorationOf(_bucket: string, eventId: string) {
    const change = this.restorations.get(eventId);
    return change === undefined ? undefined : this.entries.get(change);
  }

  async amend(entry: JournalEntry): Promise<void> {
    if (this.entries.get(entry.id)?.state !== 'intended') {
      throw new BucketBusyError(`change ${entry.id} is settled`);
    }
    this.entries.set(entry.id, entry);
  }

  async close(...[_bucket, seen, next, closings]: Parameters<Journal['close']>): Promise<void> {
    const closed = closings.map(({ id, undoes: _, ...closing }) => {
      const entry = this.entries.get(id);
      if (entry === undefined || (closing.state && entry.state === 'undone')) {
        throw new BucketBusyError(`change ${id} is not there to be closed`);
      }
      return [id, { ...entry, ...closing } as JournalEntry] as const;
    });
    this.#remember(seen, next, closings.length);
    for (const [id, entry] of closed) this.entries.set(id, entry);
    for (const { state, undoes } of closings) if (undoes) this.#settleUndo(state, undoes);
  }

  #settleUndo(state: ChangeState | undefined, { change, undone }: Undoes): void {
    const entry = this.entries.get(change);
    if (state === 'applied' && entry)
      this.entries.set(change, { ...entry, state: 'undone', undone });
    const index = this.exemptions.findIndex(({ id }) => id === undone.exemption);
    const exemption = this.exemptions[index];
    if (state !== 'failed' || exemption === undefined) return;
    const at = new Date().toISOString();
    const withdrawn = { at, by: undone.by, byArn: undone.byArn ?? '' };
    this.exemptions[index] = { ...exemption, expires: at, withdrawn, toldAt: at };
  }

  #remember(seen: BucketState, next: BucketState, others: number): void {
    if (1 + others > MOST_ITEMS) throw new Error(`a transaction of ${1 + others} items`);
    if (seen.version !== this.state.version) throw new BucketBusyError('the memory has moved');
    this.state = { ...next, version: seen.version + 1 };
  }
}
