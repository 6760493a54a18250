import type { TransactWriteItem, Update } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AlertState, ChangeState, JournalEntry, Undone } from '../../core/journal.ts';
import { exemptionKey } from './exemption-item.ts';
import { changeKey } from './items.ts';

/** What a closed change is closed as. */
export interface Closing {
  readonly id: string;
  /** Stays what it is without one. */
  readonly state?: ChangeState | undefined;
  readonly alert: AlertState;
  readonly failure?: string | undefined;
  /** Of an undo that is settled: done, it marks the change that it put back; not done, it takes its exemption with it. */
  readonly undoes?: JournalEntry['undoes'];
}

/** The writes that close changes, one for each item: a transaction takes no two on one. */
export function closingItems(
  TableName: string,
  bucket: string,
  closings: readonly Closing[],
): TransactWriteItem[] {
  const undone = new Map<string, Undone>();
  const ended = new Set<string>();
  for (const { state, undoes } of closings) {
    if (state === 'applied' && undoes) undone.set(undoes.change, undoes.undone);
    if (state === 'failed' && undoes) ended.add(undoes.undone.exemption);
  }
  const closed = new Map(closings.map((closing) => [closing.id, closing]));
  const updates = [...new Set([...closed.keys(), ...undone.keys()])].map((id) => ({
    Update: updateOf(TableName, bucket, id, closed.get(id), undone.get(id)),
  }));
  const deletes = [...ended].map((id) => ({
    Delete: { TableName, Key: exemptionKey(bucket, id) },
  }));
  return [...updates, ...deletes];
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
