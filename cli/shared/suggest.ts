import type { Session } from './session/session.ts';

/** A command to paste, with the options of the one that suggests it: without them it may work on another account. */
export function suggest({ typed }: Pick<Session, 'typed'>, words: string): string {
  const { local, region, config } = typed;
  return [
    `warden ${words}`,
    ...(local ? ['--local'] : []),
    ...(region === undefined ? [] : [`--region ${quoted(region)}`]),
    ...(config === undefined ? [] : [`--config ${quoted(config)}`]),
  ].join(' ');
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
