import type { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../shared/controls/index.ts';
import type { Notification } from '../../shared/core/alert/notification.ts';
import { type Audience, publish, publishAlert } from '../../shared/notify/alerts.ts';
import { tellOfExemptions } from '../../shared/notify/exemption-notices.ts';
import { aMomentLater, Stage } from '../fakes/stage.ts';

const NOTIFICATION: Notification = {
  subject: 's',
  message: 'm',
  chatMessage: 'c',
  attributes: {},
};

/** SNS, with the topics to which something was published. */
function fakeSns() {
  const sent: (string | undefined)[] = [];
  const send = async ({ input }: PublishCommand) => void sent.push(input.TopicArn);
  return { sns: { send } as unknown as SNSClient, sent };
}

async function sentTo(audience: Audience, chatTopicArn?: string) {
  const { sns, sent } = fakeSns();
  await publish(sns, { alertsTopicArn: 'arn:alerts', chatTopicArn }, NOTIFICATION, audience);
  return sent;
}

describe('what is owed to', () => {
  test('a topic of today goes to it alone', async () => {
    expect(await sentTo({ only: ['arn:chat'] }, 'arn:chat')).toEqual(['arn:chat']);
  });

  test('a topic that was replaced goes to the alerts topic', async () => {
    expect(await sentTo({ only: ['arn:alerts-before'] }, 'arn:chat')).toEqual(['arn:alerts']);
  });

  test('a chat that was switched off goes to the alerts topic', async () => {
    expect(await sentTo({ only: ['arn:chat'] })).toEqual(['arn:alerts']);
  });

  test('one that was replaced and one of today goes to both', async () => {
    const only = ['arn:alerts-before', 'arn:chat'];
    expect(await sentTo({ only }, 'arn:chat')).toEqual(['arn:alerts', 'arn:chat']);
  });
});

test('the alerts topic does not get apart what it gets in place of a topic that was replaced', async () => {
  expect(await sentTo({ except: ['arn:alerts-before'] }, 'arn:chat')).toEqual(['arn:chat']);
});

test('a notice that a topic of before did not take is sent to the alerts topic', async () => {
  const { sns, sent } = fakeSns();
  const nowMs = Date.parse('2026-11-21T00:00:00.000Z');
  const noted: (readonly string[])[] = [];
  const about = { bucket: 'web', reason: 'old clients', owner: 'team-web' };
  await tellOfExemptions(
    {
      store: { list: async () => [], claim: async () => true, markTold: async () => {} },
      settings: {
        controls: { 'tls-only': 'enforce' },
        exemptions: [{ ...about, expires: '2026-11-23' }],
      },
      controls: [{ id: 'tls-only', severity: 'high' }],
      home: { account: '111122223333', region: 'eu-central-1' },
      notices: {
        untoldTopics: async () => ['arn:alerts-before'],
        markSent: async (_notice, untold) => void noted.push(untold),
      },
      publish: (notification, audience) =>
        publish(sns, { alertsTopicArn: 'arn:alerts' }, notification, audience),
    },
    nowMs,
  );
  expect({ sent, noted }).toEqual({ sent: ['arn:alerts'], noted: [[]] });
});

test('a change that the alerts topic did not take is told to the one that took its place', async () => {
  const stage = new Stage();
  stage.deaf.add('alerts').add('chat');
  await stage.reconcile();
  const { sns, sent } = fakeSns();
  stage.tell = async (report, audience) => {
    const untold = await publishAlert(
      sns,
      { alertsTopicArn: 'arn:new' },
      report,
      CONTROLS,
      audience,
    );
    return untold.map(({ topicArn }) => topicArn);
  };
  await aMomentLater();
  expect((await stage.reconcile()).untoldTopics).toEqual([]);
  expect(sent).toEqual(['arn:new']);
  expect(stage.states()).toEqual(['encryption applied told', 'policy applied told']);
});
