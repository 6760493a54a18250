import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from '../../../cli/shared/output/page.ts';
import { lineOf, paint, print, printJson, printText } from '../../../cli/shared/output/print.ts';
import { tableLines } from '../../../cli/shared/output/table.ts';

const paged = `${mkdtempSync(`${tmpdir()}/pager-`)}/paged`;
const { isTTY, rows } = process.stdout;
let written = '';

beforeEach(() => {
  written = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS'])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  Object.assign(process.stdout, { isTTY, rows });
});

function terminal(lines: number, PAGER: string): void {
  Object.assign(process.stdout, { isTTY: true, rows: lines });
  vi.stubEnv('PAGER', PAGER);
}

describe('a long table', () => {
  test('goes through the pager on a terminal that is shorter', async () => {
    terminal(3, `cat > ${paged}`);
    await page(['one', 'two', 'three']);
    expect(readFileSync(paged, 'utf8')).toBe('one\ntwo\nthree\n');
    expect(written).toBe('');
  });

  test.each([
    ['that keeps colours and ends where one screen is enough', undefined, 'FRX'],
    ['as its user has set it up', '-S', '-S'],
  ])('has less %s', async (_situation, LESS, expected) => {
    terminal(3, `cat > /dev/null; printf %s "$LESS" > ${paged}`);
    vi.stubEnv('LESS', LESS);
    await page(['one', 'two', 'three']);
    expect(readFileSync(paged, 'utf8')).toBe(expected);
  });

  test.each([
    ['the terminal shows it at once', () => terminal(4, 'false')],
    ['there is no terminal', () => Object.assign(process.stdout, { isTTY: false, rows: 3 })],
    ['there is no pager', () => terminal(3, 'exit 127')],
  ])('is printed as it is where %s', async (_situation, prepare) => {
    prepare();
    await page(['one', 'two', 'three']);
    expect(written).toBe('one\ntwo\nthree\n');
  });
});

test('colours are for terminals only', () => {
  Object.assign(process.stdout, { isTTY: false });
  expect(paint('red', 'bad')).toBe('bad');
  Object.assign(process.stdout, { isTTY: true, getColorDepth: () => 8 });
  expect(lineOf(paint('red', 'bad'))).toBe('\u001B[31mbad\u001B[39m');
});

describe("other people's text", () => {
  const nasty = [
    ['an escape sequence', '\u001b[2J\u001b[31mred', '\\u001b[2J\\u001b[31mred'],
    ['a window title', '\u001b]0;pwned\u0007', '\\u001b]0;pwned\\u0007'],
    ['NUL, DEL and C1', 'a\u0000b\u007fc\u009b2J', 'a\\u0000b\\u007fc\\u009b2J'],
    ['a lone surrogate', 'a\ud800b\udc00', 'a\\ud800b\\udc00'],
    [
      'line breaks',
      'a\nb\r\nc\u2028d\u2029e\u0085',
      'a\\u000ab\\u000d\\u000ac\\u2028d\\u2029e\\u0085',
    ],
    ['a right-to-left override', 'gpj.\u202eexe\u2066', 'gpj.\\u202eexe\\u2066'],
    ['what has no width', 'a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
    ['tags beyond the first plane', 'a\u{e0041}', 'a\\udb40\\udc41'],
  ] as const;

  test.each(nasty)('%s is shown and not obeyed', (_what, text, shown) => {
    Object.assign(process.stdout, { isTTY: true, getColorDepth: () => 8 });
    print(`${paint('bold', 'owner')} ${text}`);
    expect(written).toBe(`\u001b[1mowner\u001b[22m ${shown}\n`);
    expect(lineOf(paint('red', text))).toBe(`\u001b[31m${shown}\u001b[39m`);
    expect(tableLines(['A', 'B'], [[text, 'x']]).map(lineOf)[1]).toMatch(/^\S.* +x$/);
  });

  test.each(nasty)('%s means the same in JSON, and is no more than text there', (_what, text) => {
    printJson({ text });
    expect(JSON.parse(written)).toEqual({ text });
    expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    expect(written.isWellFormed()).toBe(true);
  });

  test('that guesses how colours are marked is not coloured', () => {
    Object.assign(process.stdout, { isTTY: true, getColorDepth: () => 8 });
    expect(lineOf('\u001b[123456789;31mred')).toBe('\\u001b[123456789;31mred');
  });

  test('in a table cannot make a row of its own', () => {
    const lines = tableLines(['OWNER'], [['ada\nforged'], ['eve']]);
    expect(lines).toEqual(['OWNER', 'ada\\u000aforged', 'eve']);
  });

  test('goes to a file to the byte, and to a terminal as far as that can show it', () => {
    Object.assign(process.stdout, { isTTY: false });
    printText('{\n"a\u009b": 1}');
    Object.assign(process.stdout, { isTTY: true });
    printText('{\n"a\u009b": 1}');
    expect(written).toBe('{\n"a\u009b": 1}{\n"a\\u009b": 1}');
  });
});
