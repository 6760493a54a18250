import type { ApiCallCause } from '../../core/cause.ts';
import type { PolicyEdit } from '../../core/overwritten-edits.ts';

const SECOND_MS = 1_000;

/** Start of the second of a call, in ms since 1970: CloudTrail tells no more. */
export function secondOf({ time }: Pick<ApiCallCause, 'time'>): number {
  return Math.floor(Date.parse(time) / SECOND_MS) * SECOND_MS;
}

/** The edit of a policy that a call was; undefined where it was none, or does not say what it put. */
export function editOf(cause: ApiCallCause): PolicyEdit | undefined {
  if (cause.put?.facet !== 'policy') return undefined;
  return {
    causeId: cause.id,
    secondMs: secondOf(cause),
    who: `${cause.actor.name} at ${cause.time}`,
    value: cause.put.value,
  };
}
