import ora from 'ora';
import { printable } from '../../../shared/core/printable.ts';

/** Work that takes a while, shown on standard error where that is a terminal. */
export async function withProgress<Value>(
  text: string,
  work: (update: (text: string) => void) => Promise<Value>,
): Promise<Value> {
  const { stderr: stream } = process;
  // Discarding what is typed would take Ctrl-C with it.
  const spinner = ora({
    text: printable(text),
    stream,
    isSilent: !stream.isTTY,
    discardStdin: false,
  }).start();
  try {
    return await work((next) => {
      spinner.text = printable(next);
    });
  } finally {
    spinner.stop();
  }
}
