import type { BusEvent } from './bus.ts';
import type { Call } from './calls.ts';

/** What happens at the gateway, as it happens. */
export interface Happenings {
  /** A call has its answer. */
  call: [Call];
  /** An event is handed to the bus: that of a call, or one that was given to the gateway. */
  event: [BusEvent];
  /** Something went wrong that no caller is told about. */
  problem: [unknown];
}
