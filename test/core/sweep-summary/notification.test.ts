import { describe, expect, test } from 'vitest';
import type { SweepSummary } from '../../../shared/core/sweep/summary.ts';
import { toSweepNotification } from '../../../shared/core/sweep-summary/notification.ts';
import { STATUS_NAMES } from '../../../shared/model/status.ts';
import { SUMMARIES, summary } from './summaries.ts';

function told(of: SweepSummary) {
  const { message, chatMessage, attributes } = toSweepNotification(of);
  return {
    json: JSON.parse(JSON.parse(message).default),
    chat: JSON.parse(chatMessage),
    attributes,
  };
}

describe('the JSON of a sweep', () => {
  test('has every count, zero too', () => {
    const { json } = told(SUMMARIES['quiet-sweep']);
    const none = Object.fromEntries(
      STATUS_NAMES.filter((status) => status !== 'compliant').map((status) => [status, 0]),
    );
    expect(none).toMatchObject({ fixed: 0, reported: 0, 'not-applicable': 0 });
    expect(json.outcomes).toEqual({ compliant: 1204, ...none, gone: 0 });
    expect(json.controls).toEqual([{ id: 'tls-only', compliant: 1204, ...none }]);
    expect(json.shortened).toBeUndefined();
  });

  test('is as severe as the worst that is left, or else that was fixed', () => {
    expect(told(SUMMARIES.sweep).json.severity).toBe('high');
    expect(told({ ...SUMMARIES.sweep, worst: [] }).json.severity).toBe('critical');
    expect(told(SUMMARIES['quiet-sweep']).json.severity).toBe('low');
  });

  test('says what was left out', () => {
    const unforwarded = Array.from({ length: 60 }, () => ({ region: 'us-east-2', buckets: 1 }));
    const { json } = told(summary({ unforwarded }));
    expect(json.unforwarded).toHaveLength(50);
    expect(json.shortened).toEqual({ unforwarded: 10 });
  });

  test('cuts a long reason, and says so', () => {
    const [finding] = SUMMARIES.sweep.worst;
    const worst = finding && [{ ...finding, reason: 'why '.repeat(1e5) }];
    const { json } = told(summary({ worst }));
    expect(json.worst[0].reason).toMatch(/^(why )+.*\.\.\.$/);
    expect(json.shortened).toEqual({ texts: 1 });
  });
});

describe('the message attributes of a sweep', () => {
  test('are those of alerts, with every outcome and no bucket', () => {
    expect(told(SUMMARIES.sweep).attributes).toEqual({
      kind: { DataType: 'String', StringValue: 'sweep-summary' },
      severity: { DataType: 'String', StringValue: 'high' },
      outcome: { DataType: 'String.Array', StringValue: '["blocked","slowed","fixed"]' },
      account: { DataType: 'String', StringValue: '111122223333' },
      region: { DataType: 'String', StringValue: 'eu-central-1' },
      control: {
        DataType: 'String.Array',
        StringValue: '["default-encryption","tls-only","block-public-access"]',
      },
    });
  });

  test('have an outcome that only a control of a bucket had', () => {
    const { attributes } = told(
      summary({ outcomes: { fixed: 1 }, controls: { a: { fixed: 1 }, b: { blocked: 1 } } }),
    );
    expect(attributes['outcome']?.StringValue).toBe('["blocked","fixed"]');
  });

  test('of an account where all is well match no filter for what is not', () => {
    const { attributes } = told(SUMMARIES['quiet-sweep']);
    expect(attributes['outcome']?.StringValue).toBe('["compliant"]');
    expect(attributes['control']).toBeUndefined();
  });
});

describe('the chat message of a sweep', () => {
  test('has the controls, the worst and what to do next', () => {
    const { chat } = told(SUMMARIES.sweep);
    expect(chat).toEqual({
      version: '1.0',
      source: 'custom',
      id: 'sweep-1hzk3x2am-7qd',
      content: {
        textType: 'client-markdown',
        title: ':warning: Sweep done: 3 of 1,204 buckets are not compliant, 48 were fixed',
        description: expect.stringContaining(
          '`acme-builds` *default-encryption* not fixed yet, keeps being undone: default encryption',
        ),
        nextSteps: expect.arrayContaining([expect.stringContaining('2 findings need a person')]),
        keywords: ['sweep', 'by-settings', 'high'],
      },
      metadata: {
        threadId: 'sweep-1hzk3x2am-7qd',
        summary: expect.stringContaining('Sweep done'),
        eventType: 'bucket-warden/sweep-summary',
        relatedResources: [],
        additionalContext: {
          sweepId: '1hzk3x2am-7qd',
          account: '111122223333',
          region: 'eu-central-1',
          severity: 'high',
        },
      },
    });
    const lines = chat.content.description.split('\n');
    expect(lines).toContain('Exemptions that end within seven days: 1');
    expect(lines).toContain('Regions that send no events home: 2');
    expect(chat.content.nextSteps).toHaveLength(3);
  });

  test('says first that nothing was written', () => {
    const { content } = told(SUMMARIES['first-sweep']).chat;
    expect(content.title).toMatch(/^:mag: First sweep, nothing written/);
    expect(content.description).toMatch(/^This was the first sweep of the account/);
  });

  test('is one line where all is well', () => {
    const { content } = told(SUMMARIES['quiet-sweep']).chat;
    expect(content.title).toMatch(/^:white_check_mark: /);
    expect(content.description).toBe('Account 111122223333, eu-central-1, 2026-11-21 03:04:12 UTC');
    expect(content.nextSteps).toEqual([]);
  });

  test('mentions nobody', () => {
    const [finding] = SUMMARIES.sweep.worst;
    const worst = finding && [{ ...finding, reason: '<!here> `x` @channel' }];
    const { description } = told(summary({ outcomes: { blocked: 1 }, worst })).chat.content;
    expect(description).toContain("&lt;!here&gt; 'x' @\u200bchannel");
  });
});

describe('buckets at which the service is refused', () => {
  const { named } = SUMMARIES['refused-sweep'].refused;

  test('are there for machines only where there are some', () => {
    expect(told(SUMMARIES['refused-sweep']).json.refused).toEqual({ buckets: 3, named });
    expect(told(SUMMARIES.sweep).json.refused).toBeUndefined();
  });

  test('are in chat by name, five of them, and counted', () => {
    const lines = (refused: SweepSummary['refused']): string[] =>
      told(summary({ outcomes: { blocked: 1204 }, refused })).chat.content.description.split('\n');
    expect(lines({ buckets: 3, named })).toContain(
      'Bucket Warden is refused at 3 buckets: `acme-hong-kong`, `acme-ledger` and `acme-vault`',
    );
    expect(lines({ buckets: 1204, named: [...named, ...named] })).toContain(
      'Bucket Warden is refused at 1,204 buckets: `acme-hong-kong`, `acme-ledger`, `acme-vault`, `acme-hong-kong`, `acme-ledger` and 1,199 more',
    );
  });
});
