import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { toNotification } from '../../../shared/core/alert/notification.ts';
import { AlertSchema } from '../../../shared/core/alert/schema.ts';
import type { Report } from '../../../shared/core/report.ts';
import { runs } from '../runs.ts';
import { largeReport, oddReport } from './arbitraries.ts';
import { checkChat } from './check-notification.ts';
import { toldAlert } from './reports.ts';

// Megabytes take a while on a small machine.
vi.setConfig({ testTimeout: 60_000 });

const LARGEST = 262_144;
const told = (report: Report) => ({ report, ...toNotification(toldAlert(report)) });
const odd = oddReport.map(told);
const oddOrLarge = fc.oneof(
  { weight: 3, arbitrary: odd },
  { weight: 1, arbitrary: largeReport.map(told) },
);

test('any alert fits into SNS, parses, and is an alert', () => {
  fc.assert(
    fc.property(oddOrLarge, ({ report, message, attributes }) => {
      const attributeText = Object.entries(attributes).flatMap(([name, of]) => [
        name,
        of.DataType,
        of.StringValue,
      ]);
      expect(Buffer.byteLength(message + attributeText.join(''))).toBeLessThanOrEqual(LARGEST);
      const bodies = JSON.parse(message);
      expect(Object.keys(bodies)).toEqual(['default', 'email']);
      const alert = JSON.parse(bodies.default);
      expect(v.safeParse(AlertSchema, alert).issues).toBeUndefined();
      expect(alert.bucket.name).toBe(report.bucket.name);
      expect(bodies.email).toContain(report.bucket.name);
    }),
    { numRuns: runs(100) },
  );
});

test('a value is told to the byte, or marked as left out with its size', () => {
  fc.assert(
    fc.property(oddOrLarge, ({ report, message }) => {
      const { changes } = JSON.parse(JSON.parse(message).default);
      for (const [index, change] of changes.entries()) {
        for (const side of ['before', 'after'] as const) {
          const original = JSON.stringify(report.changes[index]?.[side] ?? null);
          if (change[side]?.omitted === true)
            expect(change[side].bytes).toBe(Buffer.byteLength(original));
          else expect(JSON.stringify(change[side])).toBe(original);
        }
      }
    }),
    { numRuns: runs(100) },
  );
});

test('no line of a mail is wider than 80 columns but for a word that cannot be broken', () => {
  fc.assert(
    fc.property(odd, ({ message }) => {
      for (const line of JSON.parse(message).email.split('\n')) {
        if ([...line].length <= 80) continue;
        // A sign, bullet or label, and the word.
        expect(line.trim().split(/ +/).length, line).toBeLessThanOrEqual(2);
      }
    }),
    { numRuns: runs(100) },
  );
});

test('no text of an event can forge a line of a mail', () => {
  fc.assert(
    fc.property(odd, ({ message }) => {
      const { email } = JSON.parse(message);
      expect(email).toMatch(/^(?:[^\p{Cc}\u2028\u2029\u202e]|\n)*$/u);
      expect(
        email.split('\n').filter((line: string) => line === 'WHAT TO DO').length,
      ).toBeLessThanOrEqual(1);
    }),
    { numRuns: runs(100) },
  );
});

test('a subject is one line of at most 100 printable ASCII characters', () => {
  fc.assert(
    fc.property(odd, ({ subject }) => {
      expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,99}$/);
    }),
    { numRuns: runs(100) },
  );
});

test('a chat message has what Amazon Q Developer asks for, is short, mentions nobody and links nowhere', () => {
  fc.assert(
    fc.property(odd, ({ chatMessage }) => checkChat(chatMessage)),
    { numRuns: runs(100) },
  );
});
