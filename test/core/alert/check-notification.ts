import * as v from 'valibot';
import { expect } from 'vitest';
import type { Notification } from '../../../shared/core/alert/notification.ts';

const LARGEST = 262_144;

/** Whether SNS, mail clients and chat take it, and no text in it could pass for another line. */
export function checkNotification(
  { subject, message, attributes, chatMessage }: Notification,
  schema: v.GenericSchema,
): void {
  expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,99}$/);
  const attributeText = Object.entries(attributes).flatMap(([name, of]) => [
    name,
    of.DataType,
    of.StringValue,
  ]);
  expect(Buffer.byteLength(subject + message + attributeText.join(''))).toBeLessThanOrEqual(
    LARGEST,
  );
  const bodies = JSON.parse(message);
  expect(Object.keys(bodies)).toEqual(['default', 'email']);
  expect(v.safeParse(schema, JSON.parse(bodies.default)).issues).toBeUndefined();
  checkMail(bodies.email);
  checkChat(chatMessage);
}

function checkMail(email: string): void {
  expect(email).toMatch(/^(?:[^\p{Cc}\u2028\u2029\u202e]|\n)*$/u);
  const lines = email.split('\n');
  expect(lines.filter((line) => line === 'WHAT TO DO').length).toBeLessThanOrEqual(1);
  for (const line of lines) {
    // A bullet or label, and a word that cannot be broken.
    if ([...line].length > 80) expect(line.trim().split(/ +/).length, line).toBeLessThanOrEqual(2);
  }
}

/** Whether chat takes it, and no text of others in it mentions anybody or is a link. */
export function checkChat(chatMessage: string): void {
  const { content, ...chat } = JSON.parse(chatMessage);
  expect(chat).toMatchObject({ version: '1.0', source: 'custom' });
  expect(content.textType).toBe('client-markdown');
  expect(content.description).not.toBe('');
  expect(Buffer.byteLength(chatMessage)).toBeLessThan(64 * 1024);
  const context = Object.values(chat.metadata.additionalContext);
  expect(context.every((value) => typeof value === 'string')).toBe(true);
  for (const text of [content.title, ...content.description.split('\n'), ...content.nextSteps]) {
    expect(text.replaceAll(/&lt;|&gt;/g, '')).not.toMatch(/<[!@#]|@(channel|here|everyone)/i);
    const outsideCode = text.replaceAll(/`[^`]*`/g, '');
    expect(outsideCode).not.toMatch(/`|:\/\/|\]\(/);
  }
  for (const step of content.nextSteps) expect(step).not.toMatch(/:$/);
}
