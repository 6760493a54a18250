import { describe, expect, test } from 'vitest';
import { exemptionLines } from '../../../shared/core/exemption-notice/lines.ts';
import type { NoticeInput } from '../../../shared/core/exemption-notice/message.ts';
import { toNoticeNotification } from '../../../shared/core/exemption-notice/notification.ts';
import type { EndingExemption } from '../../../shared/core/exemption-notice/schema.ts';
import { NOTICES, notice, OF_PERSON, OF_SETTINGS } from './notices.ts';

function told(of: NoticeInput) {
  const { message, chatMessage } = toNoticeNotification(of);
  const { default: json, email } = JSON.parse(message);
  return { json: JSON.parse(json), mail: email as string, chat: JSON.parse(chatMessage) };
}

const about = (parts: Partial<EndingExemption>) =>
  told(notice({ exemptions: [{ ...OF_PERSON, ...parts }] }));

describe('the chat message', () => {
  test('of exemptions that end soon says what happens then', () => {
    const { title, description } = told(NOTICES['ending-soon']).chat.content;
    expect(title).toBe(':hourglass_flowing_sand: 2 exemptions end within seven days');
    expect(description).toMatch(/ UTC, by team-web: .*; then tls-only is enforced again; /);
  });

  test('is what Amazon Q asks for, with a thread of its own', () => {
    const { chat, json } = told(NOTICES['has-ended']);
    expect(chat).toMatchObject({ version: '1.0', source: 'custom', id: json.id });
    expect(chat.metadata).toEqual({
      threadId: json.id,
      summary: 'The exemption of acme-logs from tls-only has ended',
      eventType: 'bucket-warden/exemption-notice',
      relatedResources: [],
      additionalContext: {
        noticeId: json.id,
        account: '111122223333',
        region: 'eu-central-1',
        severity: 'high',
      },
    });
  });

  test('has three next steps at most, and one without a command as it is', () => {
    const { nextSteps } = told(notice({ exemptions: [OF_SETTINGS, OF_PERSON] })).chat.content;
    expect(nextSteps).toHaveLength(3);
    expect(nextSteps[0]).toMatch(/finds what is not compliant\.$/);
  });

  test('counts none where all five are shown', () => {
    const exemptions = Array.from({ length: 5 }, () => OF_PERSON);
    const { description } = told(notice({ exemptions })).chat.content;
    expect(description.split('\n')).toHaveLength(6);
    expect(description).not.toContain(' more');
  });
});

describe('the mail', () => {
  test('begins with what ends and where', () => {
    expect(told(NOTICES['has-ended']).mail.split('\n').slice(0, 4)).toEqual([
      'The exemption of acme-logs from tls-only has ended',
      '',
      'Account 111122223333, home Region eu-central-1, 2026-11-29 03:04:12 UTC',
      '',
    ]);
  });

  test('says first what happens where nobody does anything', () => {
    const first = (mail: string) =>
      mail.replace(/\s+/g, ' ').match(/WHAT TO DO (\* Nothing.*?compliant\.)/)?.[1];
    expect(first(told(NOTICES['ending-soon']).mail)).toBe(
      '* Nothing, where the bucket is ready for it: an exemption ends by itself, and the first event or sweep after that finds what is not compliant.',
    );
    expect(first(told(NOTICES['has-ended']).mail)).toBe(
      '* Nothing, where the bucket is ready for it: the next event or sweep finds what is not compliant.',
    );
  });

  test('says of several controls that they are enforced again', () => {
    const [control] = OF_PERSON.controls as [EndingExemption['controls'][0]];
    const controls = [control, { ...control, id: 'default-encryption' }];
    expect(about({ controls }).mail).toContain(
      'tls-only and default-encryption are enforced again\n',
    );
  });

  test('of an exemption by a tag names the tag, which alone ends it', () => {
    const tag = { source: 'tag', bucket: 'acme-logs', reason: 'old', owner: 'team-web' } as const;
    expect(exemptionLines(tag, 'ends')).toEqual([
      '  acme-logs: all controls',
      '    ends  with its tag',
      '    owner team-web',
      '    why   old',
      "    from  the bucket's tag",
    ]);
  });

  test('names many controls on lines that go on further in', () => {
    const controls = Array.from({ length: 9 }, (_, index) => `some-control-${index}`);
    const [, second] = exemptionLines({ ...OF_SETTINGS, controls }, 'ends');
    expect(second).toMatch(/^ {4}some-control-/);
  });
});

describe('the JSON', () => {
  test('of what was not cut says nothing of it', () => {
    expect(told(NOTICES['ending-soon']).json).not.toHaveProperty('shortened');
  });

  test.each<[string, Partial<EndingExemption>]>([
    ['exemption', { id: 'another' }],
    ['bucket', { bucket: 'acme-logs-2' }],
    ['end', { expires: '2026-12-01T00:00:00.000Z' }],
    ['control', { controls: [{ id: 'other', severity: 'high', mode: 'enforce' }] }],
  ])('has another id for another %s', (_, parts) => {
    expect(about(parts).json.id).not.toBe(about({}).json.id);
  });

  test('has the same id where only the reason or the mode is another', () => {
    const controls = [{ id: 'tls-only', severity: 'low', mode: 'audit' } as const];
    expect(about({ reason: 'another', controls }).json.id).toBe(about({}).json.id);
  });
});
