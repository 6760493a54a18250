import { isDeepStrictEqual } from 'node:util';
import type { Alert } from '../../shared/core/alert/schema.ts';
import type { Recorded } from './history.ts';
import { FORGED } from './intruder.ts';
import { isOwners, type Statement } from './owner.ts';
import type { Sight } from './sight.ts';

/** A promise that was not kept: of which bucket, and how. */
export interface Broken {
  readonly bucket: string;
  readonly what: string;
}

/** What was seen of one bucket when the storm was over. */
export interface Evidence {
  readonly bucket: string;
  readonly sight: Sight;
  /** What its owner wrote last. */
  readonly wanted: readonly Statement[];
  /** Whether the owner's last edit came between a read and a write of the service's. */
  readonly isOverwritten: boolean;
  readonly recorded: readonly Recorded[];
  readonly alerts: readonly Alert[];
}

const ALL_BLOCKED = [
  'BlockPublicAcls',
  'BlockPublicPolicy',
  'IgnorePublicAcls',
  'RestrictPublicBuckets',
];

/** Holds one bucket against the promises, by the script's own idea of them. Pure. */
export function brokenPromises(evidence: Evidence): Broken[] {
  const found = [
    ...settingsBroken(evidence),
    ...statementsBroken(evidence),
    ...journalBroken(evidence),
  ];
  return found.map((what) => ({ bucket: evidence.bucket, what }));
}

/** Changes that were made to a policy with what an intruder wanted in it. Pure. */
export function forgedWrites(recorded: readonly Recorded[]): Broken[] {
  return recorded
    .filter(({ state }) => state !== 'superseded' && state !== 'failed')
    .filter(({ after }) => typeof after === 'string' && after.includes(`"${FORGED}"`))
    .map(({ bucket, id, state }) => ({ bucket, what: `change ${id} of a forged event: ${state}` }));
}

function settingsBroken({ bucket, sight }: Evidence): string[] {
  const broken: string[] = [];
  if (sight.algorithm !== 'aws:kms') broken.push(`its encryption is ${sight.algorithm}`);
  if (!isDeepStrictEqual(sight.blocked, ALL_BLOCKED)) {
    broken.push(`of the public access block only ${sight.blocked.join(', ') || 'nothing'} is on`);
  }
  const denying = sight.statements.filter((statement) => isTlsDeny(statement, bucket));
  if (denying.length !== 1) broken.push(`${denying.length} statements deny plain HTTP`);
  return broken;
}

function statementsBroken({ bucket, sight, wanted, isOverwritten }: Evidence): string[] {
  const strangers = sight.statements.filter(
    (statement) => !isOwners(statement) && !isTlsDeny(statement, bucket),
  );
  const elsewhere = sight.statements.filter((statement) =>
    [statement['Resource']].flat().some((arn) => !isOf(String(arn), bucket)),
  );
  const broken = [
    ...strangers.map((statement) => `a statement that nobody wrote: ${JSON.stringify(statement)}`),
    ...elsewhere.map((statement) => `another's resource: ${JSON.stringify(statement)}`),
  ];
  if (!isOverwritten && !isAsWanted(sight, wanted)) {
    broken.push(`its owner wrote ${sids(wanted)}, and there is ${sids(sight.statements)}`);
  }
  return broken;
}

/** Whether the owner's statements are there as they wrote them last, and no others of theirs. */
export function isAsWanted(sight: Sight, wanted: readonly Statement[]): boolean {
  const there = sight.statements.filter(isOwners);
  return (
    there.length === wanted.length &&
    wanted.every((statement) => there.some((other) => isDeepStrictEqual(other, statement)))
  );
}

function journalBroken({ recorded, alerts }: Evidence): string[] {
  const broken = recorded
    .filter(({ state, alert }) => state === 'intended' || alert === 'pending')
    .map(({ id, state, alert }) => `change ${id} is still ${state}, its alert ${alert}`);
  const applied = countBy(recorded.filter(({ state }) => state === 'applied').map(keyOf));
  const told = countBy(alerts.flatMap(({ changes }) => changes.map(keyOf)));
  for (const key of new Set([...applied.keys(), ...told.keys()])) {
    const [made, tellings] = [applied.get(key) ?? 0, told.get(key) ?? 0];
    if (made !== tellings) broken.push(`applied ${made} times, told ${tellings} times: ${key}`);
  }
  return broken;
}

function keyOf(change: { facet: string; before?: unknown; after: unknown }): string {
  return JSON.stringify([change.facet, change.before ?? null, change.after]);
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function isTlsDeny({ Sid: _, ...statement }: Statement, bucket: string): boolean {
  return isDeepStrictEqual(statement, {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
}

function isOf(arn: string, bucket: string): boolean {
  return arn === `arn:aws:s3:::${bucket}` || arn.startsWith(`arn:aws:s3:::${bucket}/`);
}

function sids(statements: readonly Statement[]): string {
  return statements.map((statement) => statement['Sid']).join(', ') || 'no statement';
}
