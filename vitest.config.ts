import { defineConfig } from 'vitest/config';

/** For what hangs. No test may fail because the machine is busy, so it is far more than any of them takes. */
const testTimeout = 600_000;
const limits = {
  ...{ testTimeout, hookTimeout: testTimeout },
  expect: { poll: { timeout: testTimeout / 2 } },
};

// Somebody's credentials, Region or endpoint, such as those of `npm run local` in a shell, are none of a test's business.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('AWS_')) delete process.env[name];
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/local/**'],
        },
      },
      {
        test: {
          ...limits,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/setup.ts'],
          // Faults and holds of the shared local AWS are everybody's: one file at a time.
          fileParallelism: false,
        },
      },
      {
        test: {
          ...limits,
          name: 'local',
          include: ['test/local/**/*.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
});
