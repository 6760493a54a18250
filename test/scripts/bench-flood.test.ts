import { expect, test } from 'vitest';
import { verdictOf } from '../../scripts/bench/finding.ts';
import { findingsOf } from '../../scripts/bench/flood/index.ts';

test('a flood is told by the wait of the one event, in seconds and as a part of the whole', () => {
  const findings = findingsOf(10_000, {
    waiting: 10_001,
    oneMs: 30_000,
    allMs: 40_000,
    looks: 1_000,
  });
  expect(findings.map(({ text }) => text)).toEqual(['10,001', '30.0 s', '40.0 s', '0.75', '0.10']);
});

test('an event that waits for more than a minute is over, as is a look for nearly every event', () => {
  const measured = { waiting: 10_001, oneMs: 61_000, allMs: 61_000, looks: 9_000 };
  const verdicts = findingsOf(10_000, measured).map(verdictOf);
  expect(verdicts.filter((verdict) => verdict === 'over')).toHaveLength(2);
});
