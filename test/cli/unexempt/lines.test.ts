import { expect, test } from 'vitest';
import { endedLines } from '../../../cli/unexempt/lines.ts';
import type { DynamicExemption } from '../../../shared/journal/exemption-item.ts';
import { defineConfig, type SettingsInput } from '../../../shared/settings.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const BOTH = ['tls-only', 'block-public-access'];

const exemption = (id: string, controls: readonly string[]): DynamicExemption => ({
  ...{ source: 'person', id, bucket: 'orders', controls },
  ...{ reason: 'a legacy client', owner: 'team-web' },
  createdAt: '2026-11-20T12:00:00.000Z',
  expires: '2026-11-28T09:00:00.000Z',
});

/** What is said at the end of an exemption from both controls, after the line that says so. */
function said(settings: SettingsInput, ...others: readonly DynamicExemption[]): string[] {
  const session = { settings: defineConfig(settings), typed: {} };
  const [first, ...rest] = endedLines(session, exemption('1', BOTH), others, NOW);
  expect(first).toBe('orders is no longer exempt from tls-only, block-public-access by 1.');
  return rest;
}

const byTag = (...controls: ('tls-only' | 'block-public-access' | 'default-encryption')[]) => ({
  exemptByTag: { key: 'warden-exempt', controls },
});

const STILL = 'tls-only is still exempt until 2026-11-28 09:00 UTC by team-web: a legacy client';

test('the next look judges the bucket', () => {
  const lines = ['Its next look judges it again; at once by: warden fix orders'];
  expect(said({})).toEqual(lines);
  expect(said(byTag('default-encryption'))).toEqual(lines);
});

test('a tag may exempt the bucket all the same, from the controls that the settings list', () => {
  expect(said(byTag('tls-only', 'default-encryption'))).toEqual([
    'Its next look judges it again, unless its tag warden-exempt exempts it from tls-only; at once by: warden fix orders',
  ]);
});

test('a tag is not mentioned for a control that another exemption leaves alone', () => {
  expect(said(byTag('tls-only'), exemption('2', ['tls-only']))).toEqual([
    STILL,
    'Its next look judges it again; at once by: warden fix orders',
  ]);
});

test('where other exemptions leave all of it alone, no look is announced', () => {
  expect(said(byTag('tls-only'), exemption('2', BOTH))).toEqual([
    STILL,
    STILL.replace('tls-only', 'block-public-access'),
  ]);
});
