import pMap, { pMapSkip } from 'p-map';
import { BucketGoneError } from '../../shared/aws/errors.ts';
import { modesFor } from '../../shared/core/modes.ts';
import type { TimedExemption } from '../../shared/journal/exemption-limit.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import { EXIT, type ExitCode } from '../shared/output/exit-codes.ts';
import { planFor } from '../shared/plan.ts';
import type { Session } from '../shared/session/session.ts';
import { type BucketVerdict, type Finding, findingOf, worstOf } from '../shared/verdict.ts';

/** Buckets that are read at the same time: three calls each, well within one account's share. */
const AT_ONCE = 12;

/** One bucket, judged. */
export interface AuditedBucket {
  readonly bucket: string;
  readonly region: string;
  /** The worst of its findings. */
  readonly verdict: BucketVerdict;
  /** One for each control that is not off. */
  readonly findings: readonly Finding[];
}

/** Judges buckets as they come, and writes nothing. Those that are gone by then are left out. */
export function auditBuckets(
  session: Session,
  buckets: Iterable<Bucket> | AsyncIterable<Bucket>,
  exemptions: readonly TimedExemption[],
  onAudited: (done: number) => void,
): Promise<AuditedBucket[]> {
  let done = 0;
  return pMap(
    buckets,
    async (bucket) => {
      try {
        const plan = await planFor(session, bucket, exemptions);
        const modes = modesFor(session.settings, bucket.name);
        const findings = plan.results.map((result) => findingOf(result, modes));
        return { bucket: bucket.name, region: bucket.region, verdict: worstOf(findings), findings };
      } catch (error) {
        if (error instanceof BucketGoneError) return pMapSkip;
        throw error;
      } finally {
        onAudited(++done);
      }
    },
    { concurrency: AT_ONCE },
  );
}

/** How many buckets came out how. */
export type Summary = { readonly buckets: number } & Readonly<Record<BucketVerdict, number>>;

export function summaryOf(audited: readonly Pick<AuditedBucket, 'verdict'>[]): Summary {
  const summary = {
    buckets: audited.length,
    compliant: 0,
    noncompliant: 0,
    blocked: 0,
    unknown: 0,
    exempt: 0,
    unjudged: 0,
  };
  for (const { verdict } of audited) summary[verdict] += 1;
  return summary;
}

/** Good only where every bucket is known to be compliant, or left alone on purpose. */
export function exitCodeOf({ buckets, compliant, exempt, unjudged }: Summary): ExitCode {
  return buckets === compliant + exempt + unjudged ? EXIT.good : EXIT.found;
}
