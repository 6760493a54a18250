import { randomUUID } from 'node:crypto';
import { look } from '../shared/aws/look.ts';
import { CONTROLS } from '../shared/controls/index.ts';
import type { Cause } from '../shared/core/cause.ts';
import type { DecisionSettings } from '../shared/core/decide.ts';
import type { Report } from '../shared/core/report.ts';
import type { Bucket } from '../shared/core/target.ts';
import type { Session } from './session.ts';

/**
 * The one place where a command writes to a bucket: the service's own look, on behalf of a person.
 * @throws {BucketGoneError} where the bucket is gone.
 */
export function repair(
  session: Session,
  bucket: Bucket,
  settings: DecisionSettings,
): Promise<Report> {
  const s3 = session.clients.s3(bucket.region);
  return look(s3, bucket, [causeOf(session)], CONTROLS, settings);
}

function causeOf({ identity, version }: Session): Cause {
  const { arn, account } = identity;
  return {
    kind: 'api-call',
    id: randomUUID(),
    time: new Date().toISOString(),
    call: 'warden fix',
    actor: { type: 'Person', name: arn.slice(arn.lastIndexOf(':') + 1), arn, account },
    userAgent: `bucket-warden-cli/${version}`,
  };
}
