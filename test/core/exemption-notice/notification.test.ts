import { describe, expect, test } from 'vitest';
import type { NoticeInput } from '../../../shared/core/exemption-notice/message.ts';
import { toNoticeNotification } from '../../../shared/core/exemption-notice/notification.ts';
import { NOTICES, notice, OF_PERSON, OF_SETTINGS } from './notices.ts';

function told(of: NoticeInput) {
  const { subject, message, chatMessage, attributes } = toNoticeNotification(of);
  const { default: json, email } = JSON.parse(message);
  return {
    subject,
    json: JSON.parse(json),
    mail: email as string,
    chat: JSON.parse(chatMessage),
    attributes,
  };
}

const soon = told(NOTICES['ending-soon']);
const ended = told(NOTICES['has-ended']);
const text = (mail: string) => mail.replace(/\s+/g, ' ');

describe('the subject', () => {
  test.each([
    ['soon', [OF_PERSON], 'The exemption of acme-logs from tls-only ends on 2026-11-28'],
    ['ended', [OF_PERSON], 'The exemption of acme-logs from tls-only has ended'],
    ['soon', [OF_PERSON, OF_SETTINGS], '2 exemptions end within seven days'],
    ['ended', [OF_PERSON, OF_SETTINGS], '2 exemptions have ended'],
  ] as const)('%s, %#', (stage, exemptions, subject) => {
    const notification = told(notice({ stage, exemptions: [...exemptions] }));
    expect(notification.subject).toBe(subject);
    expect(notification.mail.split('\n')[0]).toBe(subject);
  });

  test('of a long bucket name is cut', () => {
    const bucket = 'a'.repeat(120);
    expect(told(notice({ exemptions: [{ ...OF_PERSON, bucket }] })).subject).toHaveLength(100);
  });
});

describe('the mail', () => {
  test('says what ends, when, whose it is, and what happens then', () => {
    expect(soon.mail).toContain(
      [
        'WHAT ENDS',
        '  legacy-*: tls-only and block-public-access',
        '    ends  2026-11-27 23:59:59 UTC',
        '    owner team-web',
        '    why   old clients, replaced in November',
        '    from  warden.config.ts',
        '    then  tls-only is enforced again; block-public-access is told about again,',
        '          not repaired (audit mode)',
        '  acme-logs: tls-only',
      ].join('\n'),
    );
  });

  test('says what has ended', () => {
    expect(ended.mail).toContain('WHAT HAS ENDED\n  acme-logs: tls-only\n    ended 2026-11-28');
    expect(ended.mail).toContain('    now   tls-only is enforced again\n');
  });

  test('says how to prolong one of the settings, and one of a person', () => {
    expect(text(soon.mail)).toContain(
      "To have legacy-* left alone for longer: in warden.config.ts, under exemptions, change expires: '2026-11-27' of bucket: 'legacy-*' to a later day, and deploy.",
    );
    expect(soon.mail).toContain(
      [
        '  * To have acme-logs left alone for longer:',
        "      warden exempt --for <days> --reason '<why>' \\",
        '        acme-logs \\',
        '        --control tls-only',
      ].join('\n'),
    );
    expect(ended.mail).toContain('To have acme-logs left alone again:');
  });

  test('speaks of undo only where a person exempted', () => {
    expect(text(soon.mail)).toContain('What "warden undo" put back is repaired again');
    expect(told(notice({ exemptions: [OF_SETTINGS] })).mail).not.toContain('undo');
  });
});

describe('the JSON', () => {
  test('has the exemptions and is as severe as what judges again', () => {
    expect(soon.json).toMatchObject({
      schema: 'bucket-warden/exemption-notice',
      version: '1.0',
      stage: 'soon',
      severity: 'critical',
      exemptions: [OF_SETTINGS, OF_PERSON],
    });
    expect(ended.json.severity).toBe('high');
  });

  test('has the same id for the same exemptions at the same stage, whenever told', () => {
    const later = told(notice({ ...NOTICES['ending-soon'], time: '2026-11-22T00:00:00.000Z' }));
    expect(later.json.id).toBe(soon.json.id);
    expect(told({ ...NOTICES['ending-soon'], stage: 'ended' }).json.id).not.toBe(soon.json.id);
    expect(told(notice({ exemptions: [OF_SETTINGS] })).json.id).not.toBe(soon.json.id);
  });

  test('says what was cut', () => {
    const { json } = told(notice({ exemptions: [{ ...OF_PERSON, reason: 'x'.repeat(501) }] }));
    expect(json.exemptions[0].reason).toHaveLength(500);
    expect(json.shortened).toEqual({ texts: 1 });
  });
});

test('the message attributes are those of alerts, for several buckets', () => {
  expect(soon.attributes).toEqual({
    kind: { DataType: 'String', StringValue: 'exemption-notice' },
    severity: { DataType: 'String', StringValue: 'critical' },
    outcome: { DataType: 'String', StringValue: 'expiring' },
    account: { DataType: 'String', StringValue: '111122223333' },
    region: { DataType: 'String', StringValue: 'eu-central-1' },
    bucket: { DataType: 'String.Array', StringValue: '["legacy-*","acme-logs"]' },
    control: { DataType: 'String.Array', StringValue: '["tls-only","block-public-access"]' },
  });
  expect(ended.attributes['outcome']?.StringValue).toBe('expired');
});

describe('the chat message', () => {
  test('has each exemption on a line and how to prolong it', () => {
    expect(ended.chat.content).toEqual({
      textType: 'client-markdown',
      title: ':bell: The exemption of acme-logs from tls-only has ended',
      description: [
        '`acme-logs` until 2026-11-28 09:14:00 UTC, by arn:aws:iam::111122223333:user/alice: the log shipper speaks plain HTTP until its update; now tls-only is enforced again',
        'Account 111122223333, eu-central-1, 2026-11-29 03:04:12 UTC',
      ].join('\n'),
      nextSteps: [
        expect.stringContaining('Nothing, where the bucket is ready for it'),
        "To have acme-logs left alone again: `warden exempt --for &lt;days&gt; --reason '&lt;why&gt;' acme-logs --control tls-only`",
        expect.stringContaining('warden undo'),
      ],
      keywords: ['exemption', 'ended', 'high'],
    });
  });

  test('counts those it does not show', () => {
    const exemptions = Array.from({ length: 7 }, () => OF_PERSON);
    const lines = told(notice({ exemptions })).chat.content.description.split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[5]).toBe('and 2 more');
  });
});

describe('a notice of what was made', () => {
  const { made } = { made: told(NOTICES['made-by-undo']) };

  test('says who made it, what was put back, and how to end it', () => {
    expect(made.subject).toBe(
      'A repair of acme-logs was undone, and it is exempt from tls-only until 2026-11-28',
    );
    expect(made.mail).toContain(
      [
        'WHAT IS EXEMPT',
        '  acme-logs: tls-only',
        '    until 2026-11-28 09:14:00 UTC',
        '    owner team-logs',
        '    maker arn:aws:iam::111122223333:user/alice',
        '    undid change 1hzk3x1zz-0aa of the bucket policy',
      ].join('\n'),
    );
    expect(made.mail).toContain('warden show 1hzk3x2an-8re');
    expect(made.mail).toContain('warden unexempt 1hzk3x2am-7qd');
    expect(made.attributes['outcome']?.StringValue).toBe('exempted');
    expect(made.chat.content.title).toContain(':no_bell:');
  });

  test('does not name its maker twice', () => {
    const exemptions = [{ ...OF_PERSON, madeBy: OF_PERSON.owner }];
    expect(told(notice({ stage: 'made', exemptions })).mail).not.toContain('maker');
    const byName = [{ ...OF_PERSON, owner: 'user/alice', madeBy: OF_PERSON.owner }];
    expect(told(notice({ stage: 'made', exemptions: byName })).mail).not.toContain('maker');
  });

  test('of several counts them', () => {
    const exemptions = [OF_PERSON, OF_PERSON];
    expect(told(notice({ stage: 'made', exemptions })).subject).toBe('2 exemptions were made');
  });
});

test('a notice of what was ended by hand says by whom, and how to exempt again', () => {
  const { subject, mail, attributes } = told(NOTICES['ended-by-hand']);
  expect(subject).toBe('The exemption of acme-logs from tls-only was ended by user/eve');
  expect(mail).toContain('    ended 2026-11-22 10:00:00 UTC\n    by    user/eve (arn:aws:iam::');
  expect(text(mail)).toContain('judges it again, unless another exemption holds');
  expect(mail).toContain('To have acme-logs left alone again:');
  expect(mail).not.toContain('warden undo" put back');
  expect(attributes['outcome']?.StringValue).toBe('withdrawn');
});
