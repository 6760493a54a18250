/** What went wrong, in a sentence for the person at the terminal: shown as it is, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
