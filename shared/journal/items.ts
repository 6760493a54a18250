import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type BucketState, type JournalEntry, NO_STATE } from '../core/journal.ts';
import type { PolicyWrite } from '../core/lost-edits/overwritten.ts';

/*
 * The table's items. One partition a bucket: `change#<id>` for each change, `exemption#<id>` for each
 * exemption by a person, `exempted` where there ever was one, `memory` for the state of the bucket, `notice#…` for each notice of an
 * exemption's end, `restored#<event id>` for each edit that was put back, `value#…` for the parts of a value that is too large for its change.
 * The index `by-time` has every change of the account, and every exemption, under the constant `kind`, by id.
 */

export type Item = Record<string, AttributeValue>;

/** The sort key of a bucket's state, as earlier versions wrote it: an update loses nothing. */
export const STATE = 'memory';

/** Name of the index of all changes by time. */
export const BY_TIME = 'by-time';

const OPTIONS = { removeUndefinedValues: true };

export function bucketKey(bucket: string): string {
  return `bucket#${bucket}`;
}

export function changeKey(bucket: string, id: string): Item {
  return marshall({ pk: bucketKey(bucket), sk: `change#${id}` });
}

export function stateKey(bucket: string): Item {
  return marshall({ pk: bucketKey(bucket), sk: STATE });
}

export function restorationKey(bucket: string, eventId: string): Item {
  return marshall({ pk: bucketKey(bucket), sk: `restored#${eventId}` });
}

/** Which change put an edit back. */
export function toRestorationItem(
  bucket: string,
  { eventId, change }: { readonly eventId: string; readonly change: string },
  expiresAt: number,
): Item {
  return { ...restorationKey(bucket, eventId), ...marshall({ change, expiresAt }) };
}

/** A change as an item; values are JSON text, so that nothing is lost in DynamoDB's own types. */
export function toChangeItem(entry: JournalEntry, expiresAt: number): Item {
  const { change, ...rest } = entry;
  const { before, after, ...about } = change;
  return {
    ...changeKey(entry.bucket.name, entry.id),
    ...marshall(
      {
        kind: 'change',
        ...rest,
        change: about,
        before: before === undefined ? undefined : JSON.stringify(before),
        after: after === undefined ? undefined : JSON.stringify(after),
        expiresAt,
      },
      OPTIONS,
    ),
  };
}

/** Reads a change back. */
export function toEntry(item: Item): JournalEntry {
  // Earlier versions kept the triggers as `causes`.
  const { pk, sk, kind, expiresAt, change, before, after, causes, ...rest } = unmarshall(item);
  const values = {
    before: before === undefined ? undefined : JSON.parse(before),
    after: after === undefined ? undefined : JSON.parse(after),
  };
  return { triggers: causes, ...rest, change: { ...change, ...values } } as JournalEntry;
}

/** Says that a person exempted the bucket once: whoever reads it has to read the exemptions too. */
export function exemptedKey(bucket: string): Item {
  return marshall({ pk: bucketKey(bucket), sk: 'exempted' });
}

/** What is remembered of a bucket as an item; it goes with the last of its changes. */
export function toStateItem(bucket: string, state: BucketState, expiresAt: number): Item {
  return { ...stateKey(bucket), ...marshall({ ...state, expiresAt }, OPTIONS) };
}

export function toState(item: Item | undefined): BucketState {
  if (item === undefined) return NO_STATE;
  // Earlier versions kept one fingerprint of all findings in `told`, and in `undoneTold` what they had told but not when.
  const { pk, sk, expiresAt, told, undoneTold, policyWrites = [], ...state } = unmarshall(item);
  return { ...NO_STATE, ...state, policyWrites: policyWrites.map(toPolicyWrite) };
}

/** Earlier versions named the edit that was put back by `causeId`: without it, it would be put back once more. */
function toPolicyWrite({ restores, ...write }: Record<string, unknown>): PolicyWrite {
  if (restores === undefined) return write as unknown as PolicyWrite;
  const { causeId, ...edit } = restores as { readonly causeId?: string };
  return { ...write, restores: { eventId: causeId, ...edit } } as unknown as PolicyWrite;
}
