import type * as v from 'valibot';
import type { Control, JudgementContext } from '../../shared/model/control.ts';
import type { FacetNameOf, FacetValues, KnownObservation } from '../../shared/model/facet.ts';
import type { ResourceKind, ResourceOf } from '../../shared/model/resource.ts';

/** A verdict on a control's only facet, with what it wants of that facet. */
export function judgeOnly<
  Kind extends ResourceKind,
  Name extends FacetNameOf<Kind>,
  Writes extends Name,
  Schema extends v.GenericSchema,
>(
  control: Control<Kind, Name, Writes, string, string, Schema>,
  observation: KnownObservation<FacetValues[Name]>,
  resource: ResourceOf<Kind>,
  ...[options]: [Schema] extends [never] ? [] : [v.InferOutput<Schema>]
) {
  const [facet] = control.reads;
  const seen = { [facet as Name]: observation } as Parameters<typeof control.judge>[0];
  const context = { resource, options, related: () => undefined };
  const verdict = control.judge(
    seen,
    context as unknown as JudgementContext<Kind, v.InferOutput<Schema>>,
  );
  if (verdict.status !== 'noncompliant') return verdict;
  const { [facet as unknown as Writes]: desired } = verdict.desired;
  if (desired === undefined) throw new Error(`nothing is wanted of ${facet}`);
  return { ...verdict, desired: desired as FacetValues[Writes] };
}
