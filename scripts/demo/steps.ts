import { styleText } from 'node:util';

/** Progress: on a terminal a line that spins until its step has ended, elsewhere plain lines. */
export interface Steps {
  /** Ends the step before and begins one. */
  begin(text: string): void;
  /** Says something in the middle of a step. */
  say(line: string): void;
  end(): void;
  fail(): void;
}

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

export function stepsOn(out: NodeJS.WriteStream): Steps {
  let current: { text: string; startMs: number; interrupted?: true } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const clear = () => void (out.isTTY && current && out.write('\r\x1b[K'));
  const draw = () => {
    if (!current) return;
    const frame = frames[Math.floor(Date.now() / 80) % frames.length];
    const line = `${frame} ${current.text} … ${since(current.startMs)}`;
    out.write(`\r\x1b[K${line.slice(0, out.columns - 1)}`);
  };
  const finish = (mark: string) => {
    if (!current) return;
    clear();
    clearInterval(timer);
    const took = styleText('dim', since(current.startMs));
    if (out.isTTY || current.interrupted) out.write(`${mark} ${current.text}  ${took}\n`);
    else out.write(` ${took}\n`);
    current = undefined;
  };
  const end = () => finish(styleText('green', '✔'));

  return {
    begin(text) {
      end();
      current = { text, startMs: Date.now() };
      if (out.isTTY) timer = setInterval(draw, 80).unref();
      else out.write(`• ${text} …`);
    },
    say(line) {
      clear();
      if (current && !out.isTTY && !current.interrupted) {
        current.interrupted = true;
        out.write('\n');
      }
      out.write(`${line}\n`);
    },
    end,
    fail: () => finish(styleText('red', '✘')),
  };
}

function since(startMs: number): string {
  return `${((Date.now() - startMs) / 1000).toFixed(1)} s`;
}
