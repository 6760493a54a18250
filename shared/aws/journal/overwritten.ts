import type { Cause } from '../../core/cause.ts';
import type { Observation } from '../../core/facet.ts';
import {
  isWithin,
  judgeEdit,
  judgeTogether,
  lastOf,
  type PolicyEdit,
  type PolicyWrite,
} from '../../core/overwritten-edits.ts';
import type { Journal } from './journal.ts';

/** Edits that looks before this one wrote over, told by the edits' own events. */
export interface Overwritten {
  /** To be put back. */
  readonly restore?: PolicyEdit;
  /** May have been written over; nothing is guessed. */
  readonly unclear: readonly PolicyEdit[];
}

/** Compares the edits among the causes with what the journal says was written around their time. */
export async function findOverwritten(
  journal: Journal,
  bucket: string,
  causes: readonly Cause[],
  writes: readonly PolicyWrite[],
  policy: Observation<string> | undefined,
): Promise<Overwritten> {
  const newest = writes.at(-1);
  if (newest === undefined || policy === undefined || policy.state === 'unknown') {
    return { unclear: [] };
  }
  const live = policy.state === 'present' ? policy.value : undefined;
  const edits = editsAmong(causes);
  const suspects = writes.flatMap((write) => {
    const within = edits.filter((edit) => isWithin(edit, write));
    return within.length === 0 ? [] : [{ write, within }];
  });
  const entries = await journal.read(
    bucket,
    suspects.map(({ write }) => write.id),
  );
  const judged = suspects.flatMap(({ write, within }) => {
    const { change, state } = entries.find(({ id }) => id === write.id) ?? {};
    if (change?.facet !== 'policy') return [];
    const about = { ...change, isUndone: state === 'undone' };
    return judgeTogether(
      within.map((edit) => ({ edit, verdict: judgeEdit(edit, write, about, newest, live) })),
    );
  });
  const overwritten = judged.filter(({ verdict }) => verdict === 'overwritten');
  const restore = lastOf(overwritten.map(({ edit }) => edit));
  const unclear = judged
    .filter(
      ({ verdict }) =>
        verdict === 'unclear' || (verdict === 'overwritten' && restore === undefined),
    )
    // It may be within the windows of two writes, and what is put back is not unclear.
    .map(({ edit }) => [edit.causeId, edit] as const)
    .filter(([causeId]) => causeId !== restore?.causeId);
  return { ...(restore ? { restore } : {}), unclear: [...new Map(unclear).values()] };
}

function editsAmong(causes: readonly Cause[]): PolicyEdit[] {
  return causes.flatMap((cause) => {
    if (cause.kind !== 'api-call') return [];
    const isDelete = cause.call === 'DeleteBucketPolicy';
    if (!isDelete && cause.policy === undefined) return [];
    const secondMs = Math.floor(Date.parse(cause.time) / 1000) * 1000;
    return [
      {
        causeId: cause.id,
        secondMs,
        who: `${cause.actor.name} at ${cause.time}`,
        value: isDelete ? undefined : cause.policy,
      },
    ];
  });
}
