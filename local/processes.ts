import { execa, type Options, type ResultPromise } from 'execa';
import { onExit } from 'signal-exit';

/** A started program and everything that it started itself. */
export interface ProcessGroup {
  process: ResultPromise;
  /** Kills the program and its descendants. Safe to call twice. */
  kill(): void;
}

const alive = new Set<ProcessGroup>();
const lastWishes = new Set<() => void>();

// Also runs on SIGINT, SIGTERM and SIGHUP where nobody else handles them, and on a crash.
onExit(() => {
  for (const group of alive) group.kill();
  for (const wish of lastWishes) wish();
});

/**
 * Starts a program in a process group of its own, so that its children end with it: Lambda
 * workers, and what the CDK CLI runs. Rejects nothing: read `process` for the result.
 */
export function startGroup(file: string, args: string[], options: Options): ProcessGroup {
  const process = execa(file, args, { ...options, detached: true, reject: false });
  const group: ProcessGroup = {
    process,
    kill() {
      alive.delete(group);
      if (process.pid !== undefined) killGroup(process.pid);
    },
  };
  alive.add(group);
  // Children may outlive their parent, so the group is killed once more when that has ended.
  void process.then(() => group.kill());
  return group;
}

/** Has `wish` called when this process ends, unless it is taken back by calling the result. */
export function atExit(wish: () => void): () => void {
  lastWishes.add(wish);
  return () => lastWishes.delete(wish);
}

function killGroup(id: number): void {
  try {
    process.kill(-id, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
