import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { pythonWithMiniStack } from '../../local/emulator/python.ts';
import { aws } from './deployed.ts';
import { commandAt } from './warden.ts';

/** What Node has no call for and Python has: a command on a terminal of its own. */
const SPAWN =
  'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(["sh", "-c", *sys.argv[1:]])))';

/** What somebody saw on a terminal. */
export interface Seen {
  readonly exitCode: number | undefined;
  /** As a person reads it, without colours and movements of the cursor. */
  readonly text: string;
  /** As the terminal got it. */
  readonly raw: string;
}

/** What somebody types. */
export const KEYS = { enter: '\r', interrupt: '\u0003', endOfInput: '\u0004' } as const;

export interface Sitting {
  /** Typed once this was shown. */
  readonly answer?: { readonly to: string; readonly keys: string };
  readonly rows?: number;
  readonly columns?: number;
  /** File that standard output goes to instead. */
  readonly into?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a `warden` command against the local AWS that the tests share, on a terminal. */
export async function wardenOnTerminal(
  words: readonly string[],
  { answer, rows = 50, columns = 100, into = '/dev/tty', env = {} }: Sitting = {},
): Promise<Seen> {
  const python = await pythonWithMiniStack(() => {});
  if (python === undefined) throw new Error('no Python to make a terminal with');
  const command = commandAt(aws, 'warden.config.ts');
  const script = 'stty rows "$0" cols "$1"; into=$2; shift 2; exec "$@" > "$into"';
  const inside = [script, `${rows}`, `${columns}`, into, ...command.words, ...words];
  const running = execa(python, ['-c', SPAWN, ...inside], {
    reject: false,
    extendEnv: false,
    stdin: 'pipe',
    env: { ...command.env, TERM: 'xterm', ...env },
  });
  let shown = '';
  let isAnswered = false;
  running.stdout.on('data', (data: Buffer) => {
    shown += data.toString();
    if (answer === undefined || isAnswered || !plain(shown).includes(answer.to)) return;
    isAnswered = true;
    running.stdin.write(answer.keys);
  });
  const { exitCode, stdout: raw } = await running;
  return { exitCode, raw, text: plain(raw) };
}

function plain(raw: string): string {
  return stripVTControlCharacters(raw).replaceAll('\r', '');
}
