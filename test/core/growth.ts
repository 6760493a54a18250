/** How many times as long the longer text is. */
const TIMES = 16;

/** Far more than linear work grows by on a text that is 16 times as long, and far less than 256, the square of that. */
export const MOST_GROWTH = 90;

const SHORT = 2_000;
/** Work that takes less for the longer text needs no comparing: its square would show. */
const AT_ONCE_MS = 5;
/** Work is repeated for so long: clocks of processors move in steps of some milliseconds. */
const MEASURED_MS = 20;

/**
 * How many times as long some work takes on a text that is 16 times as long: about 16 where it is
 * linear, 256 where it takes the square. 0 where the longer text is done at once. Measured by what the
 * work takes of a processor, so that a busy machine makes little difference; what looks like too much is
 * measured again on longer texts, and passes where it is in step there.
 * @param clock in ms; by default what this thread has had of a processor
 */
export function growthOf(
  make: (length: number) => string,
  work: (text: string) => unknown,
  clock = threadMs,
): number {
  const msOf = (text: string) => {
    const started = clock();
    let runs = 0;
    do {
      work(text);
      runs += 1;
    } while (clock() - started < MEASURED_MS);
    return (clock() - started) / runs;
  };
  const growthAt = (length: number) => {
    const long = msOf(make(length * TIMES));
    return long < AT_ONCE_MS ? 0 : long / msOf(make(length));
  };
  const growth = growthAt(SHORT);
  return growth > MOST_GROWTH ? Math.min(growth, growthAt(2 * SHORT)) : growth;
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
