/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['shared/core/**/*.ts', 'shared/controls/**/*.ts'],
  plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation/assertions.mjs'],
  ignorers: ['type-assertions'],
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutation/vitest.config.ts' },
  // What runs leave behind: Stryker would copy all of it, and cannot copy the links in a Python environment.
  ignorePatterns: ['.local', 'cdk.out', 'coverage'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 10_000,
  // TypeScript 7 has no API for Stryker to rewrite tsconfig.json with, and nothing in the sandbox reads one.
  tsconfigFile: 'none',
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  thresholds: { high: 95, low: 90, break: 90 },
};
