import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { subscribeQueue } from '../../local/subscribe.ts';
import type { NoticeMessage } from '../../shared/core/exemption-notice/schema.ts';
import type { JournalEntry } from '../../shared/core/journal.ts';
import { toExemptionItem } from '../../shared/journal/exemption-item.ts';
import { newChangeId } from '../../shared/journal/ids.ts';
import { createJournal } from '../../shared/journal/journal.ts';
import { aws, configEvent, driftedBucket, endsOf, eventually, stack } from './deployed.ts';
import { warden, wardenJson } from './warden.ts';

const DAY = 86_400_000;
const journal = createJournal(aws.dynamodb(), stack.JournalTableName, 1);
const received: NoticeMessage[] = [];
let queueUrl: string;

beforeAll(async () => {
  queueUrl = await subscribeQueue(aws, stack.AlertsTopicArn, 'exemption-news');
});
afterEach(() => aws.setFaults([]));

/** The notices about a bucket that have arrived so far. */
async function noticesOf(bucket: string): Promise<NoticeMessage[]> {
  const sqs = aws.sqs();
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
  );
  for (const { Body = '{}', ReceiptHandle } of Messages) {
    received.push(JSON.parse(JSON.parse(Body).Message));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
  }
  return received.filter(
    ({ schema, exemptions }) =>
      schema === 'bucket-warden/exemption-notice' &&
      exemptions.some((exemption) => exemption.bucket === bucket),
  );
}

const stagesOf = async (bucket: string) => (await noticesOf(bucket)).map(({ stage }) => stage);
const exempt = (bucket: string) =>
  warden(
    'exempt',
    bucket,
    '--control',
    'tls-only',
    '--reason',
    'r',
    '--for',
    '3',
    '--owner',
    'web',
  );

async function lookAt(bucket: string): Promise<void> {
  const before = (await endsOf(bucket)).length;
  await aws.putEvent(configEvent(bucket));
  await eventually(async () => expect((await endsOf(bucket)).length).toBeGreaterThan(before));
}

describe('people are told at once', () => {
  test('of an exemption with who made it, and of its end by hand; no look tells it again', async () => {
    const bucket = await driftedBucket('news');
    const { exitCode, stdout } = await exempt(bucket);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('could be told');
    const [made] = await eventually(async () => {
      expect(await stagesOf(bucket)).toEqual(['made']);
      return noticesOf(bucket);
    });
    const { arn } = { arn: made?.exemptions[0]?.madeBy };
    expect(arn).toMatch(/^arn:aws:/);
    expect(made?.exemptions[0]).toMatchObject({ owner: 'web', reason: 'r' });
    expect((await warden('exemptions')).stdout).toContain(`web, made by ${arn}`);

    await lookAt(bucket);
    const id = made?.exemptions[0]?.id ?? '';
    expect((await warden('unexempt', id)).exitCode).toBe(0);
    expect((await warden('unexempt', id)).stderr).toContain('there is no exemption');
    await lookAt(bucket);
    await eventually(async () => expect(await stagesOf(bucket)).toEqual(['made', 'withdrawn']));
    expect((await noticesOf(bucket))[1]?.exemptions[0]?.withdrawn).toMatchObject({ byArn: arn });
    const { exemptions } = await journal.recall(bucket);
    expect(exemptions).toMatchObject([{ id, toldAt: expect.any(String) }]);
  });

  test('of an undo, with the change and the undo', async () => {
    const bucket = await driftedBucket('news-of-undo');
    await lookAt(bucket);
    const entries: JournalEntry[] = await wardenJson('history', bucket);
    const { id = '' } = entries.find(({ change }) => change.facet === 'policy') ?? {};
    expect((await warden('undo', id, '--reason', 'r', '--yes')).exitCode).toBe(0);
    await eventually(async () => expect(await stagesOf(bucket)).toEqual(['made']));
    const undo = (await noticesOf(bucket))[0]?.exemptions[0]?.undo;
    expect(undo).toMatchObject({ change: id, facet: 'policy' });
    const own: JournalEntry = await wardenJson('show', undo?.id ?? '');
    expect(own).toMatchObject({ state: 'applied', undoes: { change: id } });
    expect(own.undoes?.undone.byArn).toMatch(/^arn:aws:/);
    const again = await warden('undo', undo?.id ?? '', '--reason', 'r', '--yes');
    expect(again.stderr).toContain(`is the undo of ${id}`);
  });
});

describe('the service tells', () => {
  test('what a command made that may not publish, which succeeds and says so', async () => {
    const bucket = await driftedBucket('news-denied');
    await aws.setFaults([{ operation: 'Publish', rate: 1, fault: '403' }]);
    const { exitCode, stdout } = await exempt(bucket);
    await aws.setFaults([]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Not everybody could be told of it');
    expect(await stagesOf(bucket)).toEqual([]);
    const { exemptions } = await journal.recall(bucket);
    const [{ claimedUntilMs, ...made } = { claimedUntilMs: 0 }] = exemptions;
    expect(claimedUntilMs).toBeGreaterThan(Date.now());
    // The time for which it is left to the command is over.
    await putItem({ ...made, claimedUntilMs: 1 } as (typeof exemptions)[number]);
    await lookAt(bucket);
    await eventually(async () => expect(await stagesOf(bucket)).toEqual(['made']));
  });

  test('what no command wrote, once, with the end that counts', async () => {
    const bucket = await driftedBucket('news-forged');
    const nowMs = Date.now();
    await putItem({
      ...{ source: 'person', id: newChangeId(nowMs), bucket, controls: ['tls-only'] },
      ...{ reason: 'none of your business', owner: 'nobody' },
      createdAt: new Date(nowMs).toISOString(),
      expires: '2999-01-01T00:00:00.000Z',
    });
    await lookAt(bucket);
    await lookAt(bucket);
    await eventually(async () => expect(await stagesOf(bucket)).toEqual(['made']));
    const [told] = await noticesOf(bucket);
    expect(told?.exemptions[0]).toMatchObject({ bucket, owner: 'nobody' });
    expect(told?.exemptions[0]?.expires).toBe(new Date(nowMs + 365 * DAY).toISOString());
  });
});

async function putItem(exemption: Parameters<typeof toExemptionItem>[0]): Promise<void> {
  const Item = toExemptionItem(exemption, Math.ceil(Date.now() / 1000) + 3600);
  await aws.dynamodb().send(new PutItemCommand({ TableName: stack.JournalTableName, Item }));
}
