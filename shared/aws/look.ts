import type { S3Client } from '@aws-sdk/client-s3';
import type { Cause } from '../core/cause.ts';
import type { AnyControl } from '../core/control.ts';
import { type DecisionSettings, decide, enabledControls } from '../core/decide.ts';
import type { Report } from '../core/report.ts';
import type { Bucket } from '../core/target.ts';
import { apply } from './apply.ts';
import { observe } from './observe.ts';

/**
 * Looks at one bucket and repairs it: observe, decide, apply, in this order and never back.
 * Keeps nothing: two looks share no state.
 * @throws {BucketGoneError} where the bucket is gone.
 */
export async function look(
  s3: S3Client,
  bucket: Bucket,
  causes: Report['causes'],
  controls: readonly AnyControl[],
  settings: DecisionSettings,
): Promise<Report> {
  const facets = new Set(enabledControls(controls, settings).map((control) => control.facet));
  const observations = await observe(s3, bucket, facets);
  const plan = decide(controls, observations, settings, bucket);
  const policyControls = controls.filter((control) => control.facet === 'policy');
  const applied = await apply(s3, bucket, plan, (policy) =>
    decide(policyControls, { policy }, settings, bucket),
  );
  return {
    bucket,
    causes,
    results: applied.results,
    changes: applied.changes,
    proposals: plan.proposals,
    finishedAt: new Date().toISOString(),
  };
}

/** Causes in the order in which they happened. */
export function oldestFirst(causes: readonly [Cause, ...Cause[]]): [Cause, ...Cause[]] {
  const [first, ...rest] = [...causes].sort((a, b) => a.time.localeCompare(b.time));
  return first === undefined ? [...causes] : [first, ...rest];
}
