import confirm from '@inquirer/confirm';
import { CliError } from '../cli-error.ts';

/**
 * Asks whoever is at the terminal; on standard error, since standard output may be on its way into a file.
 * @throws {CliError} where nobody is there to ask.
 */
export async function agree(message: string): Promise<boolean> {
  const { stdin, stderr: output } = process;
  if (!stdin.isTTY) throw new CliError('nobody is there to ask: say --yes to write this.');
  const ended = new AbortController();
  // After Ctrl-D nothing more is read, and the question would never be answered.
  stdin.once('pause', () => ended.abort());
  return confirm({ message, default: false }, { output, signal: ended.signal });
}
