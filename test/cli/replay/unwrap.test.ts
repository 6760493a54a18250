import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unwrapEvent } from '../../../cli/replay/unwrap.ts';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { eventFixtures, OWN } from '../../core/events/fixtures.ts';

const fixtures = eventFixtures().map((fixture) => [fixture.name, fixture] as const);

test.each(fixtures)('sample %s is what the queue would carry', (name, { body, event }) => {
  const file = new URL(`../../../events/${name}.json`, import.meta.url);
  const unwrapped = unwrapEvent(readFileSync(file, 'utf8'));
  expect(unwrapped.body).toBe(body);
  const isObject = typeof event === 'object' && event !== null && !Array.isArray(event);
  expect(unwrapped.event).toEqual(isObject ? event : undefined);
});

describe('a CloudTrail record', () => {
  const [, { event }] = fixtures.find(([name]) => name === 'put-bucket-encryption-with-sse-s3') ?? [
    '',
    { event: undefined },
  ];
  const { detail, ...envelope } = event as { detail: Record<string, unknown> };

  test('gets the envelope that EventBridge would have put around it', () => {
    const { form, event: made, body } = unwrapEvent(JSON.stringify(detail));
    expect(form).toBe('CloudTrail record');
    expect(made).toMatchObject({
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      account: '111122223333',
      region: 'eu-central-1',
      time: '2026-11-20T09:15:02Z',
    });
    const whole = JSON.stringify({ ...envelope, detail });
    expect(readMessage(body, OWN)).toEqual(readMessage(whole, OWN));
  });
});

test.each([
  ['not JSON', '# Title', /this is no event: .*not valid JSON/],
  ['a list', '[]', /JSON, but not an object/],
  ['something else', '{"name":"x"}', /expected an EventBridge event/],
])('%s is no event', (_situation, text, message) => {
  expect(() => unwrapEvent(text)).toThrow(message);
});
