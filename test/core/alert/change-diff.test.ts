import { describe, expect, test } from 'vitest';
import { diffsOf } from '../../../shared/core/alert/change-diff.ts';
import type { AlertChange } from '../../../shared/core/alert/schema.ts';

const policy = (before: AlertChange['before'], after: AlertChange['after']): AlertChange => ({
  facet: 'policy',
  controls: ['tls-only'],
  before,
  after,
});

/** The lines of a change but for its title. */
function diff(change: AlertChange): readonly string[] {
  return diffsOf({ changes: [change], proposals: [] }).changes.slice(1);
}

const sids = (...names: string[]) => JSON.stringify(names);
const TOO_MUCH = /^ {4}\(lines before: \d+, after: \d+; too much to show here\)$/;

describe('several changes', () => {
  test('are told apart by an empty line and their titles', () => {
    const block: AlertChange = {
      facet: 'publicAccessBlock',
      controls: ['a', 'b'],
      before: null,
      after: { BlockPublicAcls: true },
    };
    const changes = [policy('{}', '[]'), block];
    expect(diffsOf({ changes, proposals: [] })).toEqual({
      changes: [
        '  Bucket policy (tls-only)',
        '  - {}',
        '  + []',
        '',
        '  Public access block, not configured before (a, b)',
        '  + {',
        '  +   "BlockPublicAcls": true',
        '  + }',
      ],
      proposals: [],
    });
    expect(diffsOf({ changes: [], proposals: changes }).proposals).toHaveLength(8);
  });
});

test('a title of many controls goes on further in', () => {
  const controls = ['a', 'b', 'c'].map((letter) => letter.repeat(30));
  const { changes } = diffsOf({ changes: [{ ...policy('{}', '[]'), controls }], proposals: [] });
  expect(changes.slice(0, 2)).toEqual([
    `  Bucket policy (${controls[0]}, ${controls[1]},`,
    `    ${controls[2]})`,
  ]);
});

describe('of a policy', () => {
  test('two lines around each edit are shown, and a mark for what is left out', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'];
    const edited = names.map((name) => (name === 'b' || name === 'j' ? `${name}2` : name));
    expect(diff(policy(sids(...names), sids(...edited)))).toEqual([
      '    [',
      '      "a",',
      '  -   "b",',
      '  +   "b2",',
      '      "c",',
      '      "d",',
      '    ...',
      '      "h",',
      '      "i",',
      '  -   "j",',
      '  +   "j2",',
      '      "k"',
      '    ]',
    ]);
  });

  test('a mark stands before the first edit too, where lines before it are left out', () => {
    expect(diff(policy(sids('a', 'b', 'c'), sids('a', 'b', 'd')))).toEqual([
      '    ...',
      '      "a",',
      '      "b",',
      '  -   "c"',
      '  +   "d"',
      '    ]',
    ]);
  });

  test('the order of keys is that of its owner, and a change of it is shown', () => {
    expect(diff(policy('{"b":1,"a":2}', '{"a":2,"b":1}'))).toEqual([
      '    {',
      '  -   "b": 1,',
      '  -   "a": 2',
      '  +   "a": 2,',
      '  +   "b": 1',
      '    }',
    ]);
  });

  test('a change of nothing but its layout is told as such', () => {
    expect(diff(policy('{ "a": 1 }', '{"a":1}'))).toEqual([
      '    (the same but for the layout of its text)',
    ]);
  });

  test('text that is no JSON is shown as it stands, with or without a line break at its end', () => {
    expect(diff(policy('a\nb', 'a\nc\n'))).toEqual(['    a', '  - b', '  + c']);
    expect(diff(policy('a\nb\n', 'a\nb'))).toEqual([
      '    (the same but for the layout of its text)',
    ]);
    expect(diff(policy(null, 'a\n\nb'))).toEqual(['  + a', '  +', '  + b']);
  });

  test('a long line is broken, and its second line stands further in', () => {
    const [, first, second] = diff(policy(null, sids(`${'x'.repeat(60)} ${'y'.repeat(30)}`)));
    expect(first).toBe(`  +   "${'x'.repeat(60)}`);
    expect(second).toBe(`  +       ${'y'.repeat(30)}"`);
  });

  test('an indent that leaves no room for text ends after 40 columns', () => {
    expect(diff(policy(null, `${' '.repeat(70)}text`))).toEqual([`  + ${' '.repeat(40)}text`]);
  });
});

describe('of another value', () => {
  const block = (before: AlertChange['after'], after: AlertChange['after']): AlertChange => ({
    facet: 'encryption',
    controls: ['default-encryption'],
    before,
    after,
  });

  test('the order of keys has no meaning, at any depth', () => {
    const before = { Rules: [{ b: { d: 1, c: 2 }, a: null }] };
    const after = { Rules: [{ a: null, b: { c: 2, d: 1 } }] };
    expect(diff(block(before, after))).toEqual(['    (the same but for the layout of its text)']);
  });

  test('keys are shown in alphabetical order, and the order of a list is kept', () => {
    const lines = diff(block({ c: ['z', 'y'], a: 1, b: 2 }, { c: ['z', 'y'], a: 1, b: 3 }));
    expect(lines).toEqual([
      '    {',
      '      "a": 1,',
      '  -   "b": 2,',
      '  +   "b": 3,',
      '      "c": [',
      '        "z",',
      '        "y"',
      '      ]',
      '    }',
    ]);
  });

  test('the whole of it is shown, however far from the edit', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`k${index}`, index]));
    expect(diff(block({ ...many, k0: true }, many))).toHaveLength(12);
  });
});

describe('what is too long', () => {
  test('is counted, not shown: more than 200,000 characters', () => {
    const text = (length: number) => `${'x'.repeat(length - 1)}\n`;
    expect(diff(policy(text(99_999), text(100_001)))).toHaveLength(2);
    expect(diff(policy(text(100_000), text(100_001)))).toEqual([
      '    (lines before: 1, after: 1; too much to show here)',
    ]);
    expect(diff(policy(null, `${text(100_000)}${text(100_001)}`))).toEqual([
      '    (lines before: 0, after: 2; too much to show here)',
    ]);
  });

  test('is what has more than 400 edits, and nothing shorter', () => {
    const text = (start: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${start}${index}`).join('\n');
    expect(diff(policy(text('a', 200), text('b', 200)))).toHaveLength(400);
    const [line, ...more] = diff(policy(text('a', 201), text('b', 201)));
    expect(line).toMatch(TOO_MUCH);
    expect(more).toEqual([]);
  });
});
