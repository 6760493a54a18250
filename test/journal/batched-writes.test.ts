import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  type TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { batchedWrites } from '../../shared/journal/batched-writes.ts';

/** A write of items that are called as given. */
function writeOf(...names: string[]): TransactWriteItem[] {
  return names.map((name) => ({ Delete: { TableName: name, Key: {} } }));
}

/** A table that answers when it is told to, with what `refuse` makes of the names in a transaction. */
function slowTable(refuse: (names: readonly string[], attempt: number) => Error | undefined) {
  const sent: string[][] = [];
  const answers: (() => void)[] = [];
  const send = async ({ input }: TransactWriteItemsCommand) => {
    const names = (input.TransactItems ?? []).map(({ Delete }) => Delete?.TableName ?? '');
    sent.push(names);
    const attempt = sent.length;
    await new Promise<void>((resolve) => answers.push(resolve));
    const error = refuse(names, attempt);
    if (error !== undefined) throw error;
    return {};
  };
  const answerAll = async () => {
    for (let round = 0; round < 20; round += 1) {
      for (const answer of answers.splice(0)) answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const write = batchedWrites({ send } as unknown as DynamoDBClient);
  return { write, sent, answerAll };
}

function cancelled(Code: string): TransactionCanceledException {
  const message = 'Transaction cancelled';
  return new TransactionCanceledException({
    message,
    $metadata: {},
    CancellationReasons: [{ Code }],
  });
}

/** Three writes, of which the last two come while the first is on its way. */
async function threeWrites(table: ReturnType<typeof slowTable>) {
  const first = table.write(writeOf('a', 'a2'));
  await new Promise((resolve) => setImmediate(resolve));
  const rest = [table.write(writeOf('b', 'b2')), table.write(writeOf('c'))];
  await new Promise((resolve) => setImmediate(resolve));
  const beforeAnswer = [...table.sent];
  const ends = Promise.allSettled([first, ...rest]);
  await table.answerAll();
  return { beforeAnswer, ends: await ends };
}

const WRITTEN = { status: 'fulfilled', value: true };

test('a write that comes alone goes at once; what comes meanwhile goes together, and no sooner', async () => {
  const table = slowTable(() => undefined);
  const { beforeAnswer, ends } = await threeWrites(table);
  expect(beforeAnswer).toEqual([['a', 'a2']]);
  expect(table.sent).toEqual([
    ['a', 'a2'],
    ['b', 'b2', 'c'],
  ]);
  expect(ends).toEqual([WRITTEN, WRITTEN, WRITTEN]);
});

describe('a transaction of several that is refused', () => {
  test('is written one by one: only the write whose condition fails is not written', async () => {
    const table = slowTable((names) =>
      names.includes('b') ? cancelled('ConditionalCheckFailed') : undefined,
    );
    const { ends } = await threeWrites(table);
    expect(ends).toEqual([WRITTEN, { status: 'fulfilled', value: false }, WRITTEN]);
    expect(table.sent.slice(2)).toEqual([['b', 'b2'], ['c']]);
  });

  test('is written one by one where it was too much', async () => {
    const tooMuch = Object.assign(new Error('too large'), { name: 'ValidationException' });
    const table = slowTable((names) => (names.length > 2 ? tooMuch : undefined));
    const { ends } = await threeWrites(table);
    expect(ends).toEqual([WRITTEN, WRITTEN, WRITTEN]);
  });

  test('one write that can never be written fails alone', async () => {
    const never = Object.assign(new Error('no such table'), { name: 'ValidationException' });
    const table = slowTable((names) => (names.includes('c') ? never : undefined));
    const { ends } = await threeWrites(table);
    expect(ends).toEqual([WRITTEN, WRITTEN, { status: 'rejected', reason: never }]);
  });

  test('is not tried again where nobody knows whether it was written', async () => {
    const lost = new Error('socket hang up');
    const table = slowTable((_, attempt) => (attempt === 2 ? lost : undefined));
    const { ends } = await threeWrites(table);
    expect(ends).toEqual([
      WRITTEN,
      { status: 'rejected', reason: lost },
      { status: 'rejected', reason: lost },
    ]);
    expect(table.sent).toHaveLength(2);
  });
});

test('more writes than one transaction takes go with several', async () => {
  const table = slowTable(() => undefined);
  const all = Array.from({ length: 45 }, (_, index) => table.write(writeOf(`${index}`)));
  await new Promise((resolve) => setImmediate(resolve));
  const ends = Promise.all(all);
  await table.answerAll();
  expect(new Set(await ends)).toEqual(new Set([true]));
  expect(table.sent.map((names) => names.length)).toEqual([20, 20, 5]);
});

test('the next write after a quiet time goes at once again', async () => {
  const table = slowTable(() => undefined);
  await threeWrites(table);
  const late = table.write(writeOf('d'));
  await table.answerAll();
  expect(await late).toBe(true);
  expect(table.sent.at(-1)).toEqual(['d']);
});
