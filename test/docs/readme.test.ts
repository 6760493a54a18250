import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The text under a heading, up to the next one of its level. */
function section(heading: string): string {
  const [, text = ''] = readme.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

test('a Slack workspace is authorised before the deployment that needs it', () => {
  const steps = section('Deploy it to an account').match(/^\d\. .*(\n {3}.*)*/gm) ?? [];
  const numberOf = (words: RegExp) => steps.findIndex((step) => words.test(step));
  expect(numberOf(/authorise the workspace/)).toBeGreaterThanOrEqual(0);
  expect(numberOf(/authorise the workspace/)).toBeLessThan(numberOf(/`npm run deploy`/));
});
