import { describe, expect, test } from 'vitest';
import { type Message, readMessage } from '../../../shared/core/events/read-message.ts';
import { eventFixture, eventFixtures, OWN } from './fixtures.ts';

describe('every file of events/', () => {
  test.each(eventFixtures())('$name: $expect', ({ body, expect: expected }) => {
    const message = readMessage(body, OWN);
    expect(message.kind === 'ignored' ? `ignored:${message.reason}` : message.kind).toBe(expected);
  });
});
