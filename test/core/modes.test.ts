import { describe, expect, test } from 'vitest';
import { auditing, type ModeSettings, modesFor, strongestModes } from '../../shared/core/modes.ts';

const settings: ModeSettings = {
  controls: { one: 'audit', two: 'enforce', three: 'off' },
  overrides: [
    { bucket: 'web-*', controls: { one: 'enforce', two: 'audit' } },
    { bucket: 'web-legacy-*', controls: { two: 'off' } },
    { bucket: 'other', controls: { three: 'audit' } },
  ],
};

describe('the modes of a bucket', () => {
  test('are those of all buckets where nothing matches', () => {
    expect(modesFor(settings, 'data')).toEqual(settings.controls);
    expect(modesFor({ controls: settings.controls }, 'data')).toEqual(settings.controls);
  });

  test('are those of the override that matches, as far as it names controls', () => {
    expect(modesFor(settings, 'web-1')).toEqual({ one: 'enforce', two: 'audit', three: 'off' });
  });

  test('are those of the last one where several match, control by control', () => {
    const modes = { one: 'enforce', two: 'off', three: 'off' };
    expect(modesFor(settings, 'web-legacy-1')).toEqual(modes);
  });

  test('are not touched by a control that an override leaves undefined', () => {
    const overrides = [{ bucket: '*', controls: { one: undefined } }];
    expect(modesFor({ ...settings, overrides }, 'data')).toEqual(settings.controls);
  });
});

test('the strongest modes are those of any bucket: an override can strengthen, never weaken them', () => {
  expect(strongestModes(settings)).toEqual({ one: 'enforce', two: 'enforce', three: 'audit' });
  expect(strongestModes({ controls: settings.controls })).toEqual(settings.controls);
  const overrides = [{ bucket: '*', controls: { two: 'off' as const, new: 'audit' as const } }];
  expect(strongestModes({ ...settings, overrides })).toEqual({
    ...settings.controls,
    new: 'audit',
  });
});

test('while nothing is enforced, what would be is audited, for permissions and for every bucket', () => {
  const held = { ...settings, enforcing: false };
  expect(strongestModes(held)).toEqual({ one: 'audit', two: 'audit', three: 'audit' });
  expect(modesFor(held, 'web-1')).toEqual({ one: 'audit', two: 'audit', three: 'off' });
  expect(modesFor({ ...settings, enforcing: true }, 'web-1')).toEqual(modesFor(settings, 'web-1'));
});

test('auditing turns what is enforced into audits, for every bucket, and nothing on that is off', () => {
  const settings = auditing({
    controls: { 'tls-only': 'enforce', 'default-encryption': 'off' },
    overrides: [{ bucket: 'a-*', controls: { 'default-encryption': 'enforce' } }],
  });
  expect(modesFor(settings, 'b-1')).toEqual({ 'tls-only': 'audit', 'default-encryption': 'off' });
  expect(modesFor(settings, 'a-1')).toEqual({ 'tls-only': 'audit', 'default-encryption': 'audit' });
});
