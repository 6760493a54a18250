/**
 * The call that shows that the service still hears: it deletes what the bucket never had, so it changes nothing.
 * No control reads CORS, and unlike tags it holds nothing of CloudFormation's that S3 would refuse to drop.
 */
export const HEARTBEAT_CALL = 'DeleteBucketCors';

/** What a heartbeat is known by. */
export interface HeartbeatSource {
  /** Name of the bucket that the call is made on. */
  readonly bucket: string;
  /** ARN of the role that makes it, and no other call. */
  readonly roleArn: string;
}

/** The source where both are known: a stack that listens for nothing makes no heartbeat. */
export function heartbeatSource(
  bucket: string | undefined,
  roleArn: string | undefined,
): HeartbeatSource | undefined {
  return bucket === undefined || roleArn === undefined ? undefined : { bucket, roleArn };
}

/** How old a heartbeat may be that counts as heard: CloudTrail takes a quarter of an hour at the most, as a rule. */
const LONGEST_WAY_MS = 3_600_000;

/** A clock of AWS may be ahead of ours. */
const CLOCK_SKEW_MS = 300_000;

/** Whether a call is a heartbeat of that source. */
export function isHeartbeat(
  call: {
    readonly name: string;
    readonly bucket: string | undefined;
    readonly roleArn: string | undefined;
  },
  source: HeartbeatSource | undefined,
): boolean {
  return (
    source !== undefined &&
    call.name === HEARTBEAT_CALL &&
    call.bucket === source.bucket &&
    call.roleArn === source.roleArn
  );
}

/** Whether a heartbeat of that age says that the service hears now: one that waited for hours says that it heard then. */
export function isRecent(ageMs: number): boolean {
  return ageMs <= LONGEST_WAY_MS && ageMs >= -CLOCK_SKEW_MS;
}
