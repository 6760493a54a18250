import { withPatience } from '../aws/pace.ts';
import type { Deadline } from './services.ts';

/** Enough for a look that has some of its calls tried again, and for the chunk's end. */
const LONGEST_RECONCILE_MS = 15_000;
/** No more of a step than this, so that each one gets on, however little time it has. */
const RECONCILES_PART = 1 / 4;

/** So much of that is kept for what was sent and not answered yet, for the journal and for the count. */
const KEPT = 2 / 3;

/** The time of one chunk's looks: none begins that may not end, and no call leaves that would come too late. */
export class ReconcileTime {
  readonly #deadline: Deadline;
  readonly #reconcileMs: number;
  #slowestMs = 0;

  constructor(deadline: Deadline) {
    this.#deadline = deadline;
    this.#reconcileMs = Math.min(LONGEST_RECONCILE_MS, RECONCILES_PART * deadline.remainingMs());
  }

  /** Whether one more look would end in time, by what the slowest one so far took. */
  isEnough(): boolean {
    return this.#deadline.remainingMs() >= Math.max(this.#reconcileMs, 2 * this.#slowestMs);
  }

  /** Takes a look, and says whether any of its paced calls was refused, as it would have left too late. */
  async look<Value>(
    work: () => Promise<Value>,
  ): Promise<{ readonly value: Value; readonly isOutOfTime: boolean }> {
    const startMs = performance.now();
    const keptMs = KEPT * this.#reconcileMs;
    let isOutOfTime = false;
    try {
      const value = await withPatience(
        () => this.#deadline.remainingMs() - keptMs,
        work,
        () => {
          isOutOfTime = true;
        },
      );
      return { value, isOutOfTime };
    } finally {
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - startMs);
    }
  }
}
