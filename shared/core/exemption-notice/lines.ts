import { facetOf } from '../../resources/facets.ts';
import { enumerate, readableTime, wrap } from '../alert/text.ts';
import { otherMaker } from '../exemptions.ts';
import type { EndingExemption } from './schema.ts';

/** What people are told of an exemption. */
export interface ToldExemption {
  readonly id?: string | undefined;
  readonly source: 'settings' | 'person' | 'tag';
  readonly bucket: string;
  /** Control ids; all without it. */
  readonly controls?: readonly string[] | undefined;
  readonly reason: string;
  readonly owner: string;
  readonly madeBy?: string | undefined;
  readonly undo?: EndingExemption['undo'];
  readonly withdrawn?: EndingExemption['withdrawn'];
  readonly expires?: string | undefined;
}

const SOURCES = { settings: 'warden.config.ts', tag: "the bucket's tag" } as const;

/** One exemption as lines of a mail. */
export function exemptionLines(
  exemption: ToldExemption,
  verb: 'until' | 'ends' | 'ended',
): string[] {
  const { id, source, bucket, owner, expires, reason, undo, withdrawn } = exemption;
  const maker = otherMaker(exemption);
  return [
    ...wrap(`${bucket}: ${controlsText(exemption)}`, '  ', '    '),
    ...labelled(verb, expires === undefined ? 'with its tag' : readableTime(expires)),
    ...(withdrawn === undefined ? [] : labelled('by', `${withdrawn.by} (${withdrawn.byArn})`)),
    ...labelled('owner', owner),
    ...(maker === undefined ? [] : labelled('maker', maker)),
    ...(undo === undefined
      ? []
      : labelled(
          'undid',
          `change ${undo.change} of the ${facetOf(undo.facet).title.toLowerCase()}`,
        )),
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
