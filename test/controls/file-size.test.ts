import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONTROLS } from '../../shared/controls/index.ts';

test.each(CONTROLS.map((control) => control.id))('%s stays a small file', (id) => {
  const file = new URL(`../../shared/controls/${id}.ts`, import.meta.url);
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(140);
});
