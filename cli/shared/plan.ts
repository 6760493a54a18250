import { CONTROLS } from '../../shared/controls/index.ts';
import { toAlertChange } from '../../shared/core/alert/alert.ts';
import { diffsOf } from '../../shared/core/alert/change-diff.ts';
import {
  type DecisionSettings,
  decide,
  enabledControls,
  facetsRead,
  type Plan,
} from '../../shared/core/decide.ts';
import { modesFor } from '../../shared/core/modes.ts';
import type { TimedExemption } from '../../shared/journal/exemption-limit.ts';
import type { Change } from '../../shared/model/facet.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import {
  type ExemptionSettings,
  exemptingOf,
  readExemptingTag,
} from '../../shared/reconcile/exempting.ts';
import { observe } from '../../shared/reconcile/observe.ts';
import { whereItIs } from '../../shared/reconcile/where-it-is.ts';
import { paint } from './output/print.ts';
import type { Session } from './session/session.ts';

/**
 * What the service would want of a bucket right now, in the Region that it is in by now: the same reads, the same
 * decision, no write.
 * @param exemptions those that people made by command
 * @throws {BucketGoneError} where the bucket is gone.
 */
export function planFor(
  session: Session,
  bucket: Bucket,
  exemptions: readonly TimedExemption[],
  settings: DecisionSettings & ExemptionSettings = session.settings,
): Promise<Plan> {
  const enabled = enabledControls(CONTROLS, modesFor(settings, bucket.name));
  const facets = facetsRead(enabled);
  return whereItIs(bucket, async (there) => {
    const s3 = session.clients.s3(there.region);
    const [observations, tag] = await Promise.all([
      observe(s3, there, facets),
      readExemptingTag(s3, there, settings),
    ]);
    const exempting = exemptingOf(settings, there.name, exemptions, tag, Date.now());
    return decide(CONTROLS, observations, settings, there, exempting);
  });
}

/** Changes as people read them: each with its title and a small diff. */
export function changeLines(changes: readonly Change[]): string[] {
  const diffs = diffsOf({ changes: changes.map(toAlertChange), proposals: [] });
  return diffs.changes.map((line) => {
    if (line.startsWith('  + ')) return paint('green', line);
    if (line.startsWith('  - ')) return paint('red', line);
    return /^ {2}\S/.test(line) ? paint('bold', line) : line;
  });
}
