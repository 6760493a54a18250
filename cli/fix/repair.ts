import { CONTROLS } from '../../shared/controls/index.ts';
import type { DecisionSettings } from '../../shared/core/decide.ts';
import type { Report } from '../../shared/core/report.ts';
import type { Journal } from '../../shared/journal/journal.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import type { Audience } from '../../shared/notify/alerts.ts';
import type { ExemptionSettings } from '../../shared/reconcile/exempting.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import { whereItIs } from '../../shared/reconcile/where-it-is.ts';
import { personTrigger } from '../shared/person.ts';
import type { Session } from '../shared/session/session.ts';

/** For how long a repair by hand has the bucket for itself, should it be interrupted. */
const LEASE_MS = 60_000;

/**
 * The one place where a command writes to a bucket: the service's own look, on behalf of a person,
 * in the Region that the bucket is in by now.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketBusyError} where the service is at it just now.
 */
export async function repair(
  session: Session,
  journal: Journal,
  bucket: Bucket,
  settings: DecisionSettings & ExemptionSettings,
): Promise<Report> {
  const services = {
    s3: session.clients.s3,
    journal,
    controls: CONTROLS,
    settings,
    leaseMs: LEASE_MS,
    isClockDoubted: true,
    // What is read beside a record may be hours old by the time of the write, where the computer slept.
    isRecordSlow: true,
    // The person who asked for it sees it; what is owed to others stays owed.
    tell: async (_report: Report, { only = [] }: Audience) => only,
    // What a person is refused says nothing of the service.
    refusals: { concern: () => false, claim: async () => false },
  };
  const { report } = await whereItIs(bucket, (there) =>
    reconcile(services, there, [personTrigger(session, 'warden fix')]),
  );
  return report;
}
