import type { Command } from 'commander';
import { audit } from './audit.ts';
import { doctor } from './doctor.ts';
import { exempt } from './exempt.ts';
import { exemptions } from './exemptions.ts';
import { explain } from './explain.ts';
import { fix } from './fix.ts';
import { history } from './history.ts';
import { replay } from './replay.ts';
import { show } from './show.ts';
import { sweep } from './sweep.ts';
import { undo } from './undo.ts';
import { unexempt } from './unexempt.ts';

/** Adds one command to the program. */
export type Register = (program: Command) => void;

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Register[] = [
  audit,
  fix,
  history,
  show,
  undo,
  exempt,
  exemptions,
  unexempt,
  explain,
  replay,
  sweep,
  doctor,
];
