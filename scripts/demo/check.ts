import { policyPromises } from './check-policy.ts';
import type { Promised } from './promised.ts';
import { configRuleName, type Scenario, type Write } from './scenarios.ts';
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
    {
      about: 'what set it off',
      promised: sourceOf(scenario),
      found: list(evidence.alerts.flatMap(({ triggers }) => triggers.map(triggerWords))),
    },
  ];
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

const controlOf: Record<Write, string> = {
  PutBucketEncryption: 'default-encryption',
  PutBucketPolicy: 'tls-only',
  PutPublicAccessBlock: 'block-public-access',
};

function toldOf({ promise }: Scenario): string {
  if (promise.writes.length === 0) return toldIn(0, []);
  const lines = promise.writes.map((write) => `${controlOf[write]} fixed`);
  if (promise.cannot) lines.push(`tls-only blocked by ${promise.cannot}`);
  return toldIn(1, lines);
}

/** All that was told, each time that it was: a repair is told exactly once. */
function foundTold(alerts: readonly ToldAlert[]): string {
  const troubles = alerts.flatMap(({ controls }) =>
    controls.filter(({ status }) => status !== 'compliant'),
  );
  const lines = troubles.map(({ id, status, obstacle }) =>
    obstacle ? `${id} ${status} by ${obstacle.kind}` : `${id} ${status}`,
  );
  return toldIn(alerts.length, lines);
}

function toldIn(alerts: number, lines: readonly string[]): string {
  return `in ${alerts} ${alerts === 1 ? 'alert' : 'alerts'}: ${lines.toSorted().join(', ') || 'nothing'}`;
}

function sourceOf({ drift, promise }: Scenario): string {
  if (promise.writes.length === 0) return 'nothing';
  return drift.unheard ? `config-evaluation ${configRuleName}` : 'api-call';
}

function triggerWords({ kind, ruleName }: ToldAlert['triggers'][number]): string {
  return ruleName ? `${kind} ${ruleName}` : kind;
}

/** Sorted, each once. */
function list(words: readonly string[]): string {
  return [...new Set(words)].sort().join(', ') || 'nothing';
}
