import { execa } from 'execa';

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * Kills the Lambda function's processes, as a machine that fails does: the Node processes that the
 * emulator of this test process has started.
 * @throws where there is none.
 */
export async function killWorkers(): Promise<void> {
  const running = await processes();
  const emulators = descendants(running, process.pid).filter(({ command }) =>
    command.includes('launcher.py'),
  );
  const workers = emulators
    .flatMap(({ pid }) => descendants(running, pid))
    .filter(({ command }) => /(^|\/)node\b/.test(command));
  if (workers.length === 0) throw new Error('the emulator runs no function here');
  for (const { pid } of workers) process.kill(pid, 'SIGKILL');
}

async function processes(): Promise<Running[]> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').map((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), command };
  });
}

function descendants(running: readonly Running[], ancestor: number): Running[] {
  const children = running.filter(({ parent }) => parent === ancestor);
  return children.flatMap((child) => [child, ...descendants(running, child.pid)]);
}
