import { describe, expect, test } from 'vitest';
import { hearingFindings } from '../../../shared/core/hearing/check.ts';
import {
  deliveriesVerdict,
  heartbeatVerdict,
  rulesVerdict,
  scheduleVerdict,
  subscribersVerdict,
  triggerVerdict,
} from '../../../shared/core/hearing/verdicts.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-25T12:00:00Z');

describe('rules', () => {
  const where = {
    stack: 'BucketWarden',
    ids: ['IntakeApiCalls', 'IntakeConfigFindings'],
    region: 'eu-central-1',
  };
  const api = { name: 'BucketWarden-IntakeApiCalls1A2B-XYZ', isEnabled: true };
  const config = { name: 'BucketWarden-IntakeConfigFindings1A2B-XYZ', isEnabled: true };

  test('that are all there and enabled are good, whatever others there are', () => {
    const other = { name: 'BucketWarden-SweepDeployed-1', isEnabled: false };
    expect(rulesVerdict([config, other, api], where)).toEqual({
      state: 'good',
      text: 'the rules of BucketWarden are enabled',
    });
  });

  test('of which one is disabled and one is gone are bad, by their names', () => {
    const verdict = rulesVerdict([{ ...api, isEnabled: false }], where);
    expect(verdict).toMatchObject({
      state: 'bad',
      text: `of the rules in eu-central-1, ${api.name} is disabled, IntakeConfigFindings is gone: what it listens for starts nothing`,
    });
    expect(verdict.advice).toContain('npm run deploy');
  });

  test('of a forwarder are not taken for those of home', () => {
    const forwarded = { name: 'BucketWardenForwarder-eu-west-1-ApiCalls1A2B', isEnabled: true };
    expect(rulesVerdict([forwarded, config], where).state).toBe('bad');
  });
});

test.each([
  ['Enabled', 'good'],
  ['Updating', 'good'],
  ['Enabling', 'good'],
  ['Disabled', 'bad'],
  ['Disabling', 'bad'],
  ['Creating', 'bad'],
  [undefined, 'bad'],
])('a trigger in the state %s is %s', (lambdaState, state) => {
  expect(triggerVerdict('events', lambdaState).state).toBe(state);
});

test('a trigger that does not work is named, with its state', () => {
  const words = (state: string | undefined) => triggerVerdict('events', state).text;
  expect(words('Disabled')).toBe(
    'the function takes no messages from the queue of events: its trigger is disabled',
  );
  expect(words(undefined)).toMatch(/its trigger is gone$/);
  expect(words('Enabled')).toBe('the function takes messages from the queue of events');
});

test('a schedule is enabled, disabled or gone', () => {
  expect(scheduleVerdict('sweeps', 'ENABLED')).toEqual({
    state: 'good',
    text: 'the schedule of sweeps is enabled',
  });
  expect(scheduleVerdict('sweeps', 'DISABLED')).toMatchObject({
    state: 'bad',
    text: 'the schedule of sweeps is disabled',
  });
  expect(scheduleVerdict('sweeps', undefined).text).toBe('the schedule of sweeps is gone');
});

describe('heartbeats', () => {
  test('are heard while the last is less than three hours ago', () => {
    expect(heartbeatVerdict(NOW - 7 * 60_000, 0, NOW)).toEqual({
      state: 'good',
      text: 'the last heartbeat was heard 7 minutes ago',
    });
    expect(heartbeatVerdict(NOW - 3 * HOUR + 1, 0, NOW).state).toBe('good');
    expect(heartbeatVerdict(NOW + 1_000, 0, NOW).text).toContain(' 0 minutes ago');
  });

  test('are missed from three hours on', () => {
    const verdict = heartbeatVerdict(NOW - 3 * HOUR, 0, NOW);
    expect(verdict).toMatchObject({
      state: 'bad',
      text: 'no heartbeat was heard for 3 hours: S3 calls start nothing',
    });
    expect(verdict.advice).toContain('"Heartbeat"');
  });

  test('that were never heard are given three hours since they are made', () => {
    expect(heartbeatVerdict(undefined, NOW - 3 * HOUR + 1, NOW).state).toBe('good');
    expect(heartbeatVerdict(undefined, NOW - 5 * HOUR, NOW)).toMatchObject({
      state: 'bad',
      text: 'no heartbeat was ever heard, in 5 hours: S3 calls start nothing',
    });
  });
});

test('a topic without a confirmed subscription tells nobody', () => {
  expect(subscribersVerdict('alerts', 1)).toEqual({ state: 'good', text: 'alerts reach somebody' });
  expect(subscribersVerdict('alerts', 0)).toMatchObject({
    state: 'bad',
    text: 'no subscription to alerts is confirmed: nobody is told',
  });
});

test('deliveries that failed are counted', () => {
  expect(deliveriesVerdict('alerts', 0).state).toBe('good');
  expect(deliveriesVerdict('alerts', 1)).toMatchObject({
    state: 'bad',
    text: '1 delivery of alerts failed within a day',
  });
  expect(deliveriesVerdict('alerts', 2).text).toBe('2 deliveries of alerts failed within a day');
});

test('a sweep tells what is bad as deaf, what could not be looked at as unchecked, and nothing else', () => {
  expect(
    hearingFindings([
      { state: 'good', text: 'a' },
      { state: 'bad', text: 'b', advice: 'do' },
      { state: 'unknown', text: 'c' },
      { state: 'optional', text: 'd' },
    ]),
  ).toEqual([
    { state: 'deaf', text: 'b', advice: 'do' },
    { state: 'unchecked', text: 'c' },
  ]);
});
