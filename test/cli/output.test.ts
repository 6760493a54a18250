import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from '../../cli/output/page.ts';
import { paint } from '../../cli/output/print.ts';

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
  expect(paint('red', 'bad')).toBe('\u001B[31mbad\u001B[39m');
});
