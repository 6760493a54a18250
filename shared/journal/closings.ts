import type { TransactWriteItem, Update } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AlertState, ChangeState, JournalEntry, Undone } from '../core/journal.ts';
import { exemptionKey } from './exemption-item.ts';
import { expiryOf } from './expiry.ts';
import { changeKey } from './items.ts';

const TRACE_DAYS = 1;

/** What a closed change is closed as. */
export interface Closing {
  readonly id: string;
  /** Stays what it is without one. */
  readonly state?: ChangeState | undefined;
  readonly alert: AlertState;
  readonly failure?: string | undefined;
  /** Of an undo that is settled: done, it marks the change that it put back; not done, its exemption ends. */
  readonly undoes?: JournalEntry['undoes'];
}

/** The writes that close changes, one for each item: a transaction takes no two on one. */
export function closingItems(
  TableName: string,
  bucket: string,
  closings: readonly Closing[],
): TransactWriteItem[] {
  const undone = new Map<string, Undone>();
  const ended = new Map<string, Undone>();
  for (const { state, undoes } of closings) {
    if (state === 'applied' && undoes) undone.set(undoes.change, undoes.undone);
    if (state === 'failed' && undoes) ended.set(undoes.undone.exemption, undoes.undone);
  }
  const closed = new Map(closings.map((closing) => [closing.id, closing]));
  const updates = [...new Set([...closed.keys(), ...undone.keys()])].map((id) => ({
    Update: updateOf(TableName, bucket, id, closed.get(id), undone.get(id)),
  }));
  const ends = [...ended].map(([id, by]) => ({ Update: endOf(TableName, bucket, id, by) }));
  return [...updates, ...ends];
}

/** Ends an exemption without a word: the service may not delete. One that is gone by now leaves a trace that soon goes. */
function endOf(TableName: string, bucket: string, id: string, { by, byArn = '' }: Undone): Update {
  const nowMs = Date.now();
  const at = new Date(nowMs).toISOString();
  const unless = (name: string) => `${name} = if_not_exists(${name}, :${name})`;
  return {
    TableName,
    Key: exemptionKey(bucket, id),
    UpdateExpression: `SET expires = :at, ${['withdrawn', 'toldAt', 'expiresAt'].map(unless).join(', ')}`,
    ExpressionAttributeValues: marshall({
      ':at': at,
      ':withdrawn': { at, by, byArn },
      ':toldAt': at,
      ':expiresAt': expiryOf(nowMs, TRACE_DAYS),
    }),
  };
}

/** Never makes an item of a change that has expired, and never says of one that a person undid that it stands. */
function updateOf(
  TableName: string,
  bucket: string,
  id: string,
  closing: Closing | undefined,
  undone: Undone | undefined,
): Update {
  const { state, alert, failure } = closing ?? {};
  const closed = state && { state, closedAt: new Date().toISOString(), failure };
  const putBack = undone && { state: 'undone', undone };
  const set = Object.entries({ alert, ...closed, ...putBack }).filter(
    ([, value]) => value !== undefined,
  );
  const isGuarded = state !== undefined && undone === undefined;
  return {
    TableName,
    Key: changeKey(bucket, id),
    UpdateExpression: `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: `attribute_exists(pk)${isGuarded ? ' AND #state <> :stateUndone' : ''}`,
    ExpressionAttributeNames: Object.fromEntries(set.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall({
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
      ...(isGuarded ? { ':stateUndone': 'undone' } : {}),
    }),
  };
}
