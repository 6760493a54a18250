import ora from 'ora';

/** Work that takes a while, shown on standard error where that is a terminal. */
export async function withProgress<Value>(
  text: string,
  work: (update: (text: string) => void) => Promise<Value>,
): Promise<Value> {
  const { stderr: stream } = process;
  // Discarding what is typed would take Ctrl-C with it.
  const spinner = ora({ text, stream, isSilent: !stream.isTTY, discardStdin: false }).start();
  try {
    return await work((next) => {
      spinner.text = next;
    });
  } finally {
    spinner.stop();
  }
}
