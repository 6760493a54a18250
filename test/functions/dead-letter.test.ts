import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { deadLetter } from '../../functions/retry.ts';

test('a message is dead-lettered with its error, whatever control characters that quotes', async () => {
  const sent: { MessageAttributes: Record<string, { StringValue: string }> }[] = [];
  const send = async ({ input }: { input: (typeof sent)[number] }) => void sent.push(input);
  const record = { body: '{}', messageId: 'm-1', attributes: {} } as unknown as SQSRecord;
  const error = new Error('"\u001b[2J\u0000\ud800\u202e" is no time');
  const life = { getRemainingTimeInMillis: () => 60_000 };
  await deadLetter({ send } as unknown as SQSClient, 'queue', record, error, life);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.MessageAttributes['error']?.StringValue).toBe(
    'Error: "\\u001b[2J\\u0000\\ud800\\u202e" is no time',
  );
});
