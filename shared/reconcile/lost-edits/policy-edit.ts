import type { PolicyEdit } from '../../core/lost-edits/overwritten.ts';
import type { ApiCallTrigger } from '../../model/trigger.ts';

const SECOND_MS = 1_000;

/** Start of the second of a call, in ms since 1970: CloudTrail tells no more. */
export function secondOf({ time }: Pick<ApiCallTrigger, 'time'>): number {
  return Math.floor(Date.parse(time) / SECOND_MS) * SECOND_MS;
}

/** The edit of a policy that a call was; undefined where it was none, or does not say what it put. */
export function editOf(trigger: ApiCallTrigger): PolicyEdit | undefined {
  if (trigger.put?.facet !== 'policy') return undefined;
  return {
    eventId: trigger.id,
    secondMs: secondOf(trigger),
    who: `${trigger.actor.name} at ${trigger.time}`,
    value: trigger.put.value,
  };
}
