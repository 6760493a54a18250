/** How every command ends. */
export const EXIT = {
  /** Everything is as it should be, or was made so. */
  good: 0,
  /** Something is left that is not as it should be, or that could not be read. */
  found: 1,
  /** The command itself failed: wrong words, wrong settings, no credentials, no such bucket. */
  error: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
