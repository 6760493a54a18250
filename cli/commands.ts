import type { Command } from 'commander';
import { audit } from './audit/command.ts';
import { doctor } from './doctor/command.ts';
import { exempt } from './exempt/command.ts';
import { exemptions } from './exemptions/command.ts';
import { explain } from './explain/command.ts';
import { fix } from './fix/command.ts';
import { history } from './history/command.ts';
import { replay } from './replay/command.ts';
import { show } from './show/command.ts';
import { sweep } from './sweep/command.ts';
import { undo } from './undo/command.ts';
import { unexempt } from './unexempt/command.ts';

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
