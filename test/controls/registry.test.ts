import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { controlsPage } from '../../scripts/generate/controls-page.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { MODES, PROFILES } from '../../shared/model/control.ts';
import { eventsOf, permissionsOf } from '../../shared/resources/control-needs.ts';

const folder = (path: string) => new URL(`../../${path}`, import.meta.url);
const files = (path: string) => readdirSync(folder(path));

test('every file of the folder is a registered control', () => {
  const onDisk = files('shared/controls/').filter((file) => file !== 'index.ts');
  expect(CONTROLS.map((control) => `${control.id}.ts`).sort()).toEqual(onDisk.sort());
});

test('the docs say of each control what it says of itself', () => {
  const page = readFileSync(folder('docs/controls.md'), 'utf8');
  expect(page).toBe(controlsPage());
});

test('ids are distinct', () => {
  expect(new Set(CONTROLS.map((control) => control.id)).size).toBe(CONTROLS.length);
});

describe.each(CONTROLS.map((control) => [control.id, control] as const))('%s', (id, control) => {
  test('has its test and its row in the docs', () => {
    expect(files('test/controls/')).toContain(`${id}.test.ts`);
    expect(readFileSync(folder('docs/controls.md'), 'utf8')).toContain(`\`${id}\``);
  });

  test('has modes of which none is less strict than that of the profile before', () => {
    const strictness = PROFILES.map((profile) => MODES.indexOf(control.modes[profile]));
    expect(strictness).toEqual(strictness.toSorted((a, b) => b - a));
  });

  test('says what it is about', () => {
    expect(control.title.length).toBeGreaterThan(10);
    expect(control.description.length).toBeGreaterThan(40);
    expect(eventsOf(control)).toContain('CreateBucket');
  });

  test('names Config rules by source identifier, and actions that exist on buckets only', () => {
    for (const rule of control.configRules) expect(rule).toMatch(/^S3_[A-Z_]+$/);
    const { read, write } = permissionsOf(control);
    const actions = [...read, ...write];
    expect(actions.length).toBeGreaterThan(1);
    for (const action of actions) {
      expect(action).toMatch(/^s3:(Get|Put)(Bucket\w+|EncryptionConfiguration)$/);
      expect(action).not.toMatch(/Object/);
    }
  });
});
