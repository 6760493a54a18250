import { CONTROLS } from '../../shared/controls/index.ts';
import type { AnyControl } from '../../shared/model/control.ts';
import { CliError } from './cli-error.ts';

/** The ids of all controls. */
export function controlIds(): string[] {
  return CONTROLS.map((control) => control.id);
}

/**
 * The control of that id.
 * @throws {CliError} naming those that there are.
 */
export function requireControl(id: string): AnyControl {
  const control = CONTROLS.find((candidate) => candidate.id === id);
  if (control !== undefined) return control;
  throw new CliError(`there is no control "${id}". The controls are: ${controlIds().join(', ')}.`);
}

/** Takes an option that may be said again, one value each time: more at once would swallow what follows. */
export function again(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
