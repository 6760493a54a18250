import type { Cause } from '../../core/cause.ts';
import { areSameFindings } from '../../core/findings.ts';
import type { BucketMemory } from '../../core/journal.ts';
import { undoneToldBy } from '../../core/slow-down.ts';

/**
 * The memory without what it has of a bucket of the same name that was deleted before this one was made:
 * only a CreateBucket among the causes tells. What was remembered since then stays, so that an event which
 * comes late or twice takes nothing away; so does what nobody was told yet. So do writes of the policy: whoever makes
 * up such an event would have an edit lost that one of them met, and CloudTrail itself says which edits ended with a
 * bucket. The same object where nothing is left out.
 */
export function withoutPredecessor(memory: BucketMemory, causes: readonly Cause[]): BucketMemory {
  const madeMs = Math.max(...causes.filter(isCreation).map(({ time }) => Date.parse(time)));
  const isOlder = (timeMs: number) => timeMs < madeMs;
  const findings = isOlder(memory.closedAtMs) ? {} : memory.findings;
  const { refusalToldMs: toldMs } = memory;
  const refusalToldMs = toldMs !== undefined && isOlder(toldMs) ? undefined : toldMs;
  const times = Object.values(memory.fixes).flat();
  const isToldSince = areSameFindings(findings, memory.findings) && refusalToldMs === toldMs;
  if (isToldSince && !times.some(isOlder)) return memory;
  const fixes = Object.fromEntries(
    Object.entries(memory.fixes)
      .map(([control, of]) => [control, of.filter((timeMs) => !isOlder(timeMs))] as const)
      .filter(([, of]) => of.length > 0),
  );
  return {
    ...memory,
    findings,
    refusalToldMs,
    fixes,
    undoneToldMs: undoneToldBy([], memory.undoneToldMs, fixes, 0),
  };
}

function isCreation(cause: Cause): boolean {
  return cause.kind === 'api-call' && cause.call === 'CreateBucket';
}
