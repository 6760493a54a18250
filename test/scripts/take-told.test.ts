import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { takeNextTold, takeTold } from '../../local/take-told.ts';

/** A queue that got this many messages from a topic: their bodies are numbers. */
function queueOf(count: number) {
  const held = Array.from({ length: count }, (_, number) => ({
    ReceiptHandle: `receipt-${number}`,
    Body: JSON.stringify({ Type: 'Notification', Message: JSON.stringify(number) }),
  }));
  const client = {
    async send(command: object) {
      if (command instanceof ReceiveMessageCommand) {
        const { MaxNumberOfMessages } = command.input;
        const Messages = held.slice(0, MaxNumberOfMessages);
        return Messages.length === 0 ? {} : { Messages };
      }
      expect(command).toBeInstanceOf(DeleteMessageBatchCommand);
      const { Entries = [] } = (command as DeleteMessageBatchCommand).input;
      expect(new Set(Entries.map(({ Id }) => Id)).size).toBe(Entries.length);
      for (const { ReceiptHandle } of Entries) {
        held.splice(
          held.findIndex((one) => one.ReceiptHandle === ReceiptHandle),
          1,
        );
      }
      return {};
    },
  } as unknown as SQSClient;
  return { client, held };
}

test('each message is taken once, out of its envelope', async () => {
  const { client, held } = queueOf(12);
  expect(await takeNextTold(client, 'queue')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await takeNextTold(client, 'queue')).toEqual([10, 11]);
  expect(await takeNextTold(client, 'queue')).toEqual([]);
  expect(held).toEqual([]);
});

test('a whole queue is taken, however many receives it needs', async () => {
  const { client, held } = queueOf(25);
  expect(await takeTold(client, 'queue')).toEqual(
    Array.from({ length: 25 }, (_, number) => number),
  );
  expect(held).toEqual([]);
});
