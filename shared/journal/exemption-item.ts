import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { FACET_NAMES } from '../resources/facets.ts';
import { bucketKey, type Item } from './items.ts';

/** People are told to type it: nothing that a shell would take for more than a word. */
const Id = v.pipe(v.string(), v.regex(/^[\w-]{1,300}$/));

/** What is stored of an exemption; what else stands in an item is left out. */
const Stored = v.object({
  id: Id,
  bucket: v.pipe(v.string(), v.regex(/^[\w.-]{1,255}$/)),
  controls: v.pipe(v.array(v.string()), v.minLength(1)),
  reason: v.string(),
  /** Who answers for it. */
  owner: v.string(),
  expires: v.string(),
  createdAt: v.string(),
  /** ARN of whoever made it; those of older versions do not say. */
  madeBy: v.exactOptional(v.string()),
  /** Of one by an undo: the change that was put back, and the undo's own. */
  undo: v.exactOptional(v.object({ change: Id, id: Id, facet: v.picklist(FACET_NAMES) })),
  /** Ended by a person before its time. */
  withdrawn: v.exactOptional(v.object({ at: v.string(), by: v.string(), byArn: v.string() })),
  /** When everybody was told that it was made, or withdrawn. */
  toldAt: v.exactOptional(v.string()),
  /** Until when, in ms since 1970, somebody is telling that. */
  claimedUntilMs: v.exactOptional(v.number()),
});

/** An exemption by a person's command. */
export type DynamicExemption = Readonly<Omit<v.InferOutput<typeof Stored>, 'controls'>> & {
  readonly source: 'person';
  readonly controls: readonly string[];
};

export function exemptionKey(bucket: string, id: string): Item {
  return marshall({ pk: bucketKey(bucket), sk: `exemption#${id}` });
}

/** An exemption by a person as an item. Its end is `expires`: `expiresAt` is when DynamoDB deletes the item. */
export function toExemptionItem(exemption: DynamicExemption, expiresAt: number): Item {
  const { source, ...rest } = exemption;
  return {
    ...exemptionKey(exemption.bucket, exemption.id),
    ...marshall({ kind: 'exemption', ...rest, expiresAt }, { removeUndefinedValues: true }),
  };
}

/** Reads exemptions back. An item that no command wrote so exempts from nothing, and stands in nobody's way. */
export function toExemptions(items: readonly Item[]): DynamicExemption[] {
  return items.flatMap((item) => {
    const { success, output } = v.safeParse(Stored, unmarshall(item));
    if (!success) return [];
    const { pk, sk } = exemptionKey(output.bucket, output.id);
    const isItsOwn = item['pk']?.S === pk?.S && item['sk']?.S === sk?.S;
    return isItsOwn ? [{ ...output, source: 'person' }] : [];
  });
}
