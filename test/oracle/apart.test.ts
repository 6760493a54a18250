import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

it.each(files)('%s shares no code with what it checks', (name) => {
  const source = readFileSync(new URL(name, folder), 'utf8');
  const imported = [...source.matchAll(/\bfrom '([^']+)'/g)].map(([, path]) => path ?? '');
  expect(imported.filter((path) => !path.startsWith('./'))).toEqual([]);
});

it('the lint rule that keeps them apart is on', () => {
  const { overrides } = JSON.parse(
    readFileSync(new URL('../../biome.json', import.meta.url), 'utf8'),
  ) as { overrides: { includes: string[]; linter: unknown }[] };
  const ofOracle = overrides.find(({ includes }) => includes.includes('test/oracle/*'));
  expect(JSON.stringify(ofOracle?.linter)).toContain('noRestrictedImports');
});
