import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lineOf } from './print.ts';

/** Prints lines; on a terminal, through a pager where they are more than it shows at once. */
export async function page(lines: readonly string[]): Promise<void> {
  const text = `${lines.map(lineOf).join('\n')}\n`;
  const { isTTY, rows = 24 } = process.stdout;
  if (!isTTY || text.split('\n').length <= rows || !(await throughPager(text))) {
    process.stdout.write(text);
  }
}

/** @returns false where there is no pager to be had. */
async function throughPager(text: string): Promise<boolean> {
  // A shell, because PAGER may hold options; F: ends at once where one screen is enough.
  const pager = spawn(process.env['PAGER'] || 'less', {
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: 'FRX', ...process.env },
  });
  // Whoever has seen enough closes the pager before it has read all.
  pager.stdin.on('error', () => {});
  pager.stdin.end(text);
  // The pager has the terminal: ending before it would leave it there with the shell.
  process.on('SIGINT', leaveToPager);
  const [status] = await once(pager, 'close');
  process.off('SIGINT', leaveToPager);
  return status !== 126 && status !== 127;
}

function leaveToPager(): void {}
