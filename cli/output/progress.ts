import ora from 'ora';

/** Work that takes a while, shown on standard error where that is a terminal. */
export async function withProgress<Value>(
  text: string,
  work: (update: (text: string) => void) => Promise<Value>,
): Promise<Value> {
  const spinner = ora({ text, stream: process.stderr, isSilent: !process.stderr.isTTY }).start();
  try {
    return await work((next) => {
      spinner.text = next;
    });
  } finally {
    spinner.stop();
  }
}
