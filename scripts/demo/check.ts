import { tlsDeny } from './policies.ts';
import type { Scenario, Write } from './scenarios.ts';
import type { Sight } from './sight.ts';
import type { ToldAlert } from './told.ts';

/** What the demo saw of one bucket. */
export interface Evidence {
  before: Sight;
  after: Sight;
  /** Operations by which the service changed it. */
  writes: readonly string[];
  alerts: readonly ToldAlert[];
}

/** One thing that was promised of a bucket, and what was found of it, in comparable words. */
export interface Promised {
  about: string;
  promised: string;
  found: string;
}

/**
 * Holds a bucket against its promises, by the demo's own idea of them: nothing of the service's code
 * has a say here. Pure. A promise is kept where `promised` and `found` are the same.
 */
export function promisesOf(scenario: Scenario, evidence: Evidence): Promised[] {
  return [
    ...readerPromises(scenario, evidence),
    ...settingPromises(scenario, evidence.after),
    ...policyPromises(scenario, evidence.after),
    {
      about: 'what the service wrote',
      promised: list(scenario.promise.writes),
      found: list(evidence.writes),
    },
    { about: 'what it told', promised: toldOf(scenario), found: foundTold(evidence.alerts) },
  ];
}

export function isBroken({ promised, found }: Promised): boolean {
  return promised !== found;
}

function readerPromises({ promise }: Scenario, { before, after }: Evidence): Promised[] {
  // A policy that names a deleted role cannot be written, so plain HTTP stays open.
  const plainAfter = promise.cannot ? 'got it' : 'refused';
  return [
    reader('the owner over TLS, before', 'got it', before.readers.owner),
    reader('the owner over TLS, after', 'got it', after.readers.owner),
    reader('the owner over plain HTTP, before', promise.before.plain, before.readers.plain),
    reader('the owner over plain HTTP, after', plainAfter, after.readers.plain),
    reader('anybody, before', promise.before.anybody, before.readers.anybody),
    reader('anybody, after', 'refused', after.readers.anybody),
  ];
}

function reader(about: string, promised: string, found: string): Promised {
  return { about, promised, found };
}

function settingPromises({ promise }: Scenario, after: Sight): Promised[] {
  const { algorithm, key = 'no key of its own' } = promise.encryption;
  return [
    {
      about: 'default encryption',
      promised: `${algorithm}, ${key}`,
      found: `${after.encryption?.algorithm ?? 'none'}, ${after.encryption?.key ?? 'no key of its own'}`,
    },
    {
      about: 'public access block',
      promised: 'BlockPublicAcls BlockPublicPolicy IgnorePublicAcls RestrictPublicBuckets',
      found: after.publicAccessBlock.join(' '),
    },
  ];
}

/** Where the policy is to be written: every statement of the owner's in its place, and one more. */
function policyPromises({ name, drift, promise }: Scenario, after: Sight): Promised[] {
  if (!promise.writes.includes('PutBucketPolicy')) {
    return [
      {
        about: 'the policy, to the byte',
        promised: drift.policy ?? 'none',
        found: after.policy ?? 'none',
      },
    ];
  }
  const { Statement: own, ...rest } = parse(
    drift.policy ?? '{"Version":"2012-10-17","Statement":[]}',
  );
  const { Statement: now, ...restNow } = parse(after.policy ?? '{}');
  return [
    {
      about: "the owner's statements",
      promised: JSON.stringify(own),
      found: JSON.stringify(now.slice(0, own.length)),
    },
    {
      about: 'the statements that were added',
      promised: JSON.stringify([tlsDeny(name)]),
      found: JSON.stringify(now.slice(own.length).map(({ Sid: _, ...others }) => others)),
    },
    {
      about: 'the rest of the policy',
      promised: JSON.stringify(rest),
      found: JSON.stringify(restNow),
    },
  ];
}

function parse(text: string): { Statement: Record<string, unknown>[] } {
  const { Statement = [], ...rest } = JSON.parse(text);
  return { ...rest, Statement };
}

const controlOf: Record<Write, string> = {
  PutBucketEncryption: 'default-encryption',
  PutBucketPolicy: 'tls-only',
  PutPublicAccessBlock: 'block-public-access',
};

function toldOf({ promise }: Scenario): string {
  if (promise.writes.length === 0) return 'nothing';
  const lines = promise.writes.map((write) => `${controlOf[write]} fixed`);
  if (promise.cannot) lines.push(`tls-only blocked by ${promise.cannot}`);
  return list(lines);
}

/** Two looks at a bucket at once may both tell of it, so what was told counts, not how often. */
function foundTold(alerts: readonly ToldAlert[]): string {
  const troubles = alerts.flatMap(({ controls }) =>
    controls.filter(({ status }) => status !== 'compliant'),
  );
  return list(
    troubles.map(({ id, status, obstacle }) =>
      obstacle ? `${id} ${status} by ${obstacle.kind}` : `${id} ${status}`,
    ),
  );
}

/** Sorted, each once. */
function list(words: readonly string[]): string {
  return [...new Set(words)].sort().join(', ') || 'nothing';
}
