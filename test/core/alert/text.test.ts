import { describe, expect, test } from 'vitest';
import {
  clean,
  clip,
  enumerate,
  readableAgent,
  readableTime,
  wrap,
} from '../../../shared/core/alert/text.ts';

describe('one line of printable text', () => {
  test.each([
    ['line breaks', 'a\r\n\n\tb', 'a b'],
    ['the line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
    ['a change of direction', 'a\u202eb', 'a b'],
    ['an escape sequence', '\u001b[31mred', '[31mred'],
    ['space around it', '  a b\n', 'a b'],
  ])('is without %s', (_what, text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });

  test('keeps what people write in their own languages', () => {
    expect(clean('naïve 日本語 😀')).toBe('naïve 日本語 😀');
  });

  test('has a mark for half of a character', () => {
    expect(clean('a\ud83d')).toBe('a\ufffd');
  });
});

describe('a text that is cut', () => {
  test('is as long as it may be, with its mark', () => {
    expect(clip('0123456789', 10)).toBe('0123456789');
    expect(clip('0123456789+', 10)).toBe('0123456...');
  });

  test('ends in no half of a character', () => {
    expect(clip('012345😀89', 9)).toBe('012345...');
    expect(clip('01234😀789', 9)).toBe('01234\ufffd...');
  });
});

describe('lines', () => {
  const word = (length: number) => 'x'.repeat(length);

  test('are filled up to 80 columns, and no further', () => {
    expect(wrap(`${word(40)} ${word(39)}`)).toEqual([`${word(40)} ${word(39)}`]);
    expect(wrap(`${word(40)} ${word(40)}`)).toEqual([word(40), word(40)]);
  });

  test('count what they start with', () => {
    expect(wrap(`${word(40)} ${word(37)}`, '* ')).toEqual([`* ${word(40)} ${word(37)}`]);
    expect(wrap(`${word(40)} ${word(38)}`, '* ')).toEqual([`* ${word(40)}`, `* ${word(38)}`]);
    expect(wrap(`${word(50)} ${word(40)} ${word(38)}`, '* ', '  ')).toEqual([
      `* ${word(50)}`,
      `  ${word(40)}`,
      `  ${word(38)}`,
    ]);
  });

  test('break no word, and leave no empty line before a long one', () => {
    expect(wrap(`${word(100)} ${word(90)} a`)).toEqual([word(100), word(90), 'a']);
  });

  test('count an astral character once, and several spaces as one', () => {
    expect(wrap(`${'😀'.repeat(40)}   ${word(39)}`)).toEqual([`${'😀'.repeat(40)} ${word(39)}`]);
  });

  test('end in no space, though there is nothing to say', () => {
    expect(wrap('', '    as   ')).toEqual(['    as']);
  });
});

describe('a time', () => {
  test.each([
    ['2026-11-21T02:13:07.123Z', '2026-11-21 02:13:07 UTC'],
    ['2026-11-21T02:13:07.1Z', '2026-11-21 02:13:07 UTC'],
    ['2026-11-21T02:13:07Z', '2026-11-21 02:13:07 UTC'],
    ['2026-11-21T02:13:07+01:00', '2026-11-21T02:13:07+01:00'],
    ['at 2026-11-21T02:13:07Z', 'at 2026-11-21T02:13:07Z'],
    ['2026-11-21T02:13:07Z or so', '2026-11-21T02:13:07Z or so'],
    ['2026-11-21T02:13:07Z\n', '2026-11-21 02:13:07 UTC'],
  ])('%j is told as %j', (time, told) => {
    expect(readableTime(time)).toBe(told);
  });
});

describe('a user agent', () => {
  test.each([
    ['loses the brackets that CloudTrail puts around it', '[S3Console/0.4]', 'S3Console/0.4'],
    ['keeps brackets within it', 'a [b] c', 'a [b] c'],
    ['keeps brackets around its first word', '[a] b', '[a] b'],
    ['keeps brackets around its last word', 'a [b]', 'a [b]'],
    ['keeps a bracket that is never closed', '[a', '[a'],
    ['loses brackets around a line break', '[a\nb]', 'a\nb'],
    ['keeps a name that only begins like a detail', 'app-sync/1.0 os-tool', 'app-sync/1.0 os-tool'],
    ['keeps a name that only ends like one', 'my-app/1.0 macos/3', 'my-app/1.0 macos/3'],
    [
      'loses every detail of the SDK',
      'aws-cli/2 ua/2.1 os/linux lang/python md/x api/s3#2 m/F cfg/retry exec-env/CloudShell ft/s3 app/x internal/1',
      'aws-cli/2',
    ],
  ])('%s', (_what, agent, told) => {
    expect(readableAgent(agent)).toBe(told);
  });
});

test('things are listed as people list them', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(enumerate)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});
