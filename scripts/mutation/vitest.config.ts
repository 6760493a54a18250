import { defineConfig } from 'vitest/config';

/** The tests that judge mutants of the core and of the controls. */
export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts', 'test/controls/**/*.test.ts'],
    // Counts the lines of files, which Stryker makes longer.
    exclude: ['test/controls/file-size.test.ts'],
    // A new worker for each file would cost more than the tests: none of them keeps state.
    isolate: false,
    setupFiles: ['scripts/mutation/setup.ts'],
  },
});
