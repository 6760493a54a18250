import { enumerate, readableTime, wrap } from '../alert/text.ts';

/** What people are told of an exemption. */
export interface ToldExemption {
  readonly id?: string | undefined;
  readonly source: 'settings' | 'person' | 'tag';
  readonly bucket: string;
  /** Control ids; all without it. */
  readonly controls?: readonly string[] | undefined;
  readonly reason: string;
  readonly owner: string;
  readonly expires?: string | undefined;
}

const SOURCES = { settings: 'warden.config.ts', tag: "the bucket's tag" } as const;

/** One exemption as lines of a mail. */
export function exemptionLines(exemption: ToldExemption, verb: 'ends' | 'ended'): string[] {
  const { id, source, bucket, owner, expires, reason } = exemption;
  return [
    ...wrap(`${bucket}: ${controlsText(exemption)}`, '  ', '    '),
    ...labelled(verb, expires === undefined ? 'with its tag' : readableTime(expires)),
    ...labelled('owner', owner),
    ...labelled('why', reason),
    ...labelled('from', source === 'person' ? `"warden exempt" or "undo", ${id}` : SOURCES[source]),
  ];
}

/** Which controls it is from. */
export function controlsText({ controls }: Pick<ToldExemption, 'controls'>): string {
  return controls === undefined ? 'all controls' : enumerate(controls);
}

/** Text behind its label, below the exemption that it is about. */
export function labelled(label: string, text: string): string[] {
  return wrap(text, `    ${label.padEnd(6)}`, ' '.repeat(10));
}
