import { describe, expect, test } from 'vitest';
import { countRun, joinResults, type TestResults } from '../../scripts/ci-summary.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

/** As vitest writes it, of what counts. */
const GREEN: TestResults = {
  numPassedTests: 3,
  numFailedTests: 0,
  testResults: [file('passed', 'passed', 'passed'), file('passed', 'passed', 'skipped')],
};

/** A file whose beforeAll throws, one that cannot be imported, and one with a test that fails. */
const RED: TestResults = {
  numPassedTests: 2,
  numFailedTests: 1,
  testResults: [
    file('failed', 'skipped', 'skipped'),
    file('failed'),
    file('failed', 'passed', 'failed'),
    file('passed', 'passed'),
  ],
};

describe('a run of everything', () => {
  test.each<[string, Parameters<typeof countRun>, { passed: number; failed: number }]>([
    ['all is well', [GREEN, { tests: 0, synth: 0 }], { passed: 3, failed: 0 }],
    [
      'files that fail without a failing test count, each once',
      [RED, { tests: 1, synth: 0 }],
      { passed: 2, failed: 3 },
    ],
    ['an error that belongs to no test', [GREEN, { tests: 1, synth: 0 }], { passed: 3, failed: 1 }],
    ['the synth fails after the tests', [GREEN, { tests: 0, synth: 1 }], { passed: 3, failed: 1 }],
    [
      'nothing was installed, or types and lint stopped it',
      [undefined, { tests: 1, synth: 0 }],
      { passed: 0, failed: 1 },
    ],
    [
      'no test at all is no success',
      [
        { ...GREEN, numPassedTests: 0 },
        { tests: 0, synth: 0 },
      ],
      { passed: 0, failed: 1 },
    ],
  ])('%s', (_situation, run, counts) => {
    expect(countRun(...run)).toEqual(counts);
  });
});

test('several runs count as one', () => {
  const both = joinResults([GREEN, RED]);
  expect(both).toMatchObject({ numPassedTests: 5, numFailedTests: 1 });
  expect(countRun(both, { tests: 1, synth: 0 })).toEqual({ passed: 5, failed: 3 });
});
