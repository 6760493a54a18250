import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { openExemptions, peoplesExemptions } from '../../../cli/shared/exemptions.ts';
import { openHistory, openJournal } from '../../../cli/shared/journal.ts';
import type { Session } from '../../../cli/shared/session/session.ts';
import { findStack, requireStack } from '../../../cli/shared/session/stack.ts';
import { openSweeps } from '../../../cli/sweep/follow.ts';
import { defineConfig } from '../../../shared/settings.ts';

const STACK = {
  StackStatus: 'CREATE_COMPLETE',
  Outputs: [{ OutputKey: 'JournalTableName', OutputValue: 'journal' }],
};

let asked = 0;
beforeEach(() => {
  asked = 0;
});

/** A session at an account with these stacks. */
function sessionAt(Stacks: readonly object[]): Session {
  return {
    settings: defineConfig({}),
    region: 'eu-west-1',
    identity: { account: '111122223333' },
    clients: {
      dynamodb: Object.assign(new DynamoDBClient(), { send: async () => ({ Items: [] }) }),
      cloudFormation: {
        async send() {
          asked += 1;
          return { Stacks };
        },
      },
    },
  } as unknown as Session;
}

test('a command asks once for the stack, however many of its parts want it', async () => {
  const session = sessionAt([STACK]);
  const [first, second] = await Promise.all([findStack(session), requireStack(session)]);
  await openJournal(session);
  await openHistory(session);
  await openExemptions(session);
  await openSweeps(session);
  expect(await peoplesExemptions(session)).toEqual({ found: [] });
  expect(first?.status).toBe('CREATE_COMPLETE');
  expect(second).toBe(first);
  expect(asked).toBe(1);
});

test('that there is none is asked once too', async () => {
  const session = sessionAt([]);
  expect(await findStack(session)).toBeUndefined();
  await expect(requireStack(session)).rejects.toThrow('no Bucket Warden stack in eu-west-1');
  expect(asked).toBe(1);
});

test('another session asks for itself', async () => {
  await findStack(sessionAt([STACK]));
  expect(await findStack(sessionAt([]))).toBeUndefined();
  expect(asked).toBe(2);
});
