import type { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { OutOfTimeError, whileAllowed } from '../../functions/remediate/reconcile-time.ts';

/** A client that notes what it is asked for. */
function client() {
  const asked: unknown[] = [];
  const send = async (command: unknown, options: unknown) => void asked.push([command, options]);
  return { s3: { send } as unknown as S3Client, asked };
}

test('a call of a look in time leaves, and is cut off with the look', async () => {
  const { s3, asked } = client();
  const { signal } = new AbortController();
  await whileAllowed(s3, signal).send('command' as never);
  expect(asked).toEqual([['command', { abortSignal: signal }]]);
});

test('no call leaves once the time of the look is over', async () => {
  const { s3, asked } = client();
  const late = whileAllowed(s3, AbortSignal.abort()).send('command' as never);
  await expect(late).rejects.toThrow(OutOfTimeError);
  expect(asked).toEqual([]);
});
