import type { Control, JudgementContext } from '../../shared/model/control.ts';
import type { FacetNameOf, FacetValues, KnownObservation } from '../../shared/model/facet.ts';
import type { ResourceKind, ResourceOf } from '../../shared/model/resource.ts';

/** A verdict on a control's only facet, with what it wants of that facet. */
export function judgeOnly<
  Kind extends ResourceKind,
  Name extends FacetNameOf<Kind>,
  Writes extends Name,
  Options,
>(
  control: Control<Kind, Name, Writes, Options>,
  observation: KnownObservation<FacetValues[Name]>,
  resource: ResourceOf<Kind>,
  ...[options]: undefined extends Options ? [] : [Options]
) {
  const [facet] = control.reads;
  const seen = { [facet as Name]: observation } as Parameters<typeof control.judge>[0];
  const context = { resource, options, related: () => undefined };
  const verdict = control.judge(seen, context as unknown as JudgementContext<Kind, Options>);
  if (verdict.status !== 'noncompliant') return verdict;
  const { [facet as unknown as Writes]: desired } = verdict.desired;
  if (desired === undefined) throw new Error(`nothing is wanted of ${facet}`);
  return { ...verdict, desired: desired as FacetValues[Writes] };
}
