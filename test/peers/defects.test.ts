import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFECTS } from './defects.ts';

const here = new URL('./', import.meta.url);
const sources = readdirSync(here)
  .filter((file) => file.endsWith('.test.ts') && file !== 'defects.test.ts')
  .map((file) => readFileSync(new URL(file, here), 'utf8'))
  .join('\n');

describe.each(Object.entries(DEFECTS))('%s', (peer, defects) => {
  test.each(defects)('has a test named "%s"', (defect) => {
    expect(sources).toContain(`'${peer} ${defect}`);
  });
});
