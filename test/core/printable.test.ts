import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attributesOf, text, texts } from '../../shared/core/alert/attributes.ts';
import { printable, printableLines } from '../../shared/core/printable.ts';

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/u;

test.each([
  ['plain text, accents, CJK and emoji', 'Zoë 漢字 🎉', 'Zoë 漢字 🎉'],
  ['ESC and BEL', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
  ['NUL', 'a\u0000', 'a\\u0000'],
  ['halves of a character', '\udc00\ud800', '\\udc00\\ud800'],
  ['both halves', '\ud83c\udf89', '🎉'],
  ['line separators', '\u2028\u2029', '\\u2028\\u2029'],
  ['an override of direction', '\u202e', '\\u202e'],
  ['what is no character', '\ufffe\uffff', '\\ufffe\\uffff'],
])('%s: printable as such or as an escape', (_what, from, to) => {
  expect(printable(from)).toBe(to);
});

test('lines and tabs stay where they are wanted', () => {
  expect(printableLines('a\n\tb\r')).toBe('a\n\tb\\u000d');
  expect(printable('a\n\tb')).toBe('a\\u000a\\u0009b');
});

test('nothing unprintable is left of any text, and JSON with escapes says the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => {
      expect(printable(any)).not.toMatch(UNPRINTABLE);
      const json = JSON.stringify({ any }, undefined, 2);
      expect(JSON.parse(printableLines(json))).toEqual({ any });
    }),
  );
});

test('attributes of messages, which SNS and SQS refuse with control characters, have none', () => {
  expect(text('a\u0000b').StringValue).toBe('a\\u0000b');
  expect(JSON.parse(texts(['a\u001bb']).StringValue)).toEqual(['a\\u001bb']);
  const bucket = { name: 'a\u0007', arn: '', region: '', account: '' };
  const alert = { severity: 'high', outcome: 'fixed', bucket, controls: [] };
  expect(attributesOf(alert as never)['bucket']?.StringValue).toBe('a\\u0007');
});
