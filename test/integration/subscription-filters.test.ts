import { readFileSync } from 'node:fs';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import { subscribeQueue } from '../../local/subscribe.ts';
import { buildAlert } from '../../shared/core/alert/alert.ts';
import { type Notification, toNotification } from '../../shared/core/alert/notification.ts';
import { toNoticeNotification } from '../../shared/core/exemption-notice/notification.ts';
import { toSweepNotification } from '../../shared/core/sweep-summary/notification.ts';
import { publish } from '../../shared/notify/alerts.ts';
import { REPORTS } from '../core/alert/reports.ts';
import { NOTICES, notice, OF_PERSON } from '../core/exemption-notice/notices.ts';
import { SUMMARIES } from '../core/sweep-summary/summaries.ts';
import { aws, eventually, stack } from './deployed.ts';

const docs = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8');

/** Every message that is published, by a name. */
const PUBLISHED: Readonly<Record<string, Notification>> = {
  fixed: toNotification(buildAlert(REPORTS.fixed)),
  blocked: toNotification(buildAlert(REPORTS.blocked)),
  sweep: toSweepNotification(SUMMARIES.sweep),
  'quiet sweep': toSweepNotification(SUMMARIES['quiet-sweep']),
  notice: toNoticeNotification(NOTICES['ending-soon']),
  'notice of payments': toNoticeNotification(
    notice({ exemptions: [OF_PERSON, { ...OF_PERSON, bucket: 'payments-in' }] }),
  ),
};

/** The filter policies that the docs show, as they stand there, and what has to pass them. */
const FILTERS = [
  ['{ "kind": ["alert"] }', ['fixed', 'blocked']],
  ['{ "outcome": ["blocked"] }', ['blocked', 'sweep']],
  [
    '{ "bucket": [{ "prefix": "payments-" }], "severity": ["critical", "high"] }',
    ['notice of payments'],
  ],
  ['{ "control": ["tls-only"] }', ['fixed', 'blocked', 'sweep', 'notice', 'notice of payments']],
] as const;

const queues = new Map<string, string>();

beforeAll(async () => {
  for (const [index, [filter]] of FILTERS.entries()) {
    const name = `subscription-filter-${index}`;
    queues.set(filter, await subscribeQueue(aws, stack.AlertsTopicArn, name, filter));
  }
  const topics = { alertsTopicArn: stack.AlertsTopicArn };
  for (const notification of Object.values(PUBLISHED)) {
    expect(await publish(aws.sns(), topics, notification)).toEqual([]);
  }
});

const nameOf = (message: string) =>
  Object.entries(PUBLISHED).find(
    ([, notification]) => JSON.parse(notification.message).default === message,
  )?.[0];

test.each(FILTERS)('%s, from the docs, lets through %j', async (filter, names) => {
  expect(docs).toContain(filter);
  const QueueUrl = queues.get(filter);
  const got = new Set<string | undefined>();
  await eventually(async () => {
    const { Messages = [] } = await aws
      .sqs()
      .send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { Body = '{}', ReceiptHandle } of Messages) {
      got.add(nameOf(JSON.parse(Body).Message));
      await aws.sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    expect([...got].sort()).toEqual([...names].sort());
  });
});
