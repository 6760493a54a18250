import * as v from 'valibot';
import type { EventTrigger } from '../../model/trigger.ts';
import { readActor, roleArnOf, UserIdentity } from './actor.ts';
import type { Envelope } from './envelope.ts';
import { HEARTBEAT_CALL, isHeartbeat } from './heartbeat.ts';
import { defined, fields, isRecord, list, text } from './lenient.ts';
import { ignored, type Message, malformed, type Own } from './message.ts';
import { accountsAmong, bucketOfArn } from './place.ts';
import { putOf } from './put.ts';
import { reconcileMessage } from './reconcile-message.ts';
import { firstTime } from './time.ts';

/** `detail` of `AWS API Call via CloudTrail`. */
const ApiCall = fields({
  eventID: text,
  eventName: text,
  eventSource: text,
  eventTime: text,
  eventCategory: text,
  awsRegion: text,
  errorCode: text,
  readOnly: text,
  managementEvent: text,
  recipientAccountId: text,
  sourceIPAddress: text,
  userAgent: text,
  userIdentity: UserIdentity,
  requestParameters: fields({
    bucketName: text,
    resourceArn: text,
    host: text,
  }),
  resources: list(fields({ arn: text, accountId: text, type: text })),
});

/** Records before 2019 do not say `readOnly`. */
const READS = /^(Get|Head|List)/;

type ApiCall = v.InferOutput<typeof ApiCall>;

/** Reads an S3 management call that CloudTrail saw. */
export function readApiCall(envelope: Envelope, own: Own, arrivedAt?: string): Message {
  const call = v.parse(ApiCall, envelope.detail);
  const name = call.eventName ?? 'unknown';
  const service = call.eventSource ?? '';
  if (service === 's3express.amazonaws.com')
    return ignored('directory-bucket', `${name} by ${service}`);
  if (service !== 's3.amazonaws.com')
    return ignored('other-service', `${name} by ${service || 'no eventSource'}`);
  if (call.errorCode) return ignored('failed-call', `${name} failed with ${call.errorCode}`);
  if (call.readOnly === 'true' || READS.test(name)) return ignored('read-only-call', name);
  if (call.managementEvent === 'false' || call.eventCategory === 'Data')
    return ignored('data-event', name);
  const { arn } = call.userIdentity;
  if (arn !== undefined && own.sessionArns.includes(arn)) return ignored('own-change', name);
  const roleArn = roleArnOf(call.userIdentity);
  if (isAccountLevel(call)) return ignored('account-level', name);

  const bucket = bucketNameOf(call);
  if (isHeartbeat({ name, bucket, roleArn }, own.heartbeat)) {
    return { kind: 'heartbeat', sentAt: firstTime(call.eventTime) };
  }
  // The rule lets it through for the heartbeat alone; no control reads what it changes.
  if (name === HEARTBEAT_CALL) return ignored('other-call', name);
  if (bucket === undefined && !hasParameters(envelope.detail)) {
    // Nobody can act on it, and that no bucket is named any more at all is what the heartbeat shows.
    return ignored('names-no-bucket', `${name}, of which no parameters are recorded`);
  }
  if (bucket === undefined)
    return malformed(`${name} names no bucket, neither in requestParameters nor in resources`);
  return reconcileMessage({
    bucket,
    regions: [call.awsRegion, envelope.region],
    accounts: accountsAmong(ownerOf(call, bucket), call.recipientAccountId, envelope.account),
    trigger: triggerOf(call, envelope, arrivedAt),
    own,
  });
}

/** Whether CloudTrail recorded what was asked for: it writes `null` where it has nothing. */
function hasParameters(detail: unknown): boolean {
  return isRecord(parametersOf(detail));
}

function parametersOf(detail: unknown): unknown {
  return v.parse(fields({ requestParameters: v.unknown() }), detail).requestParameters;
}

function triggerOf(call: ApiCall, envelope: Envelope, arrivedAt: string | undefined): EventTrigger {
  return {
    kind: 'api-call',
    id: call.eventID ?? envelope.id ?? 'unknown',
    time: firstTime(call.eventTime, envelope.time, arrivedAt),
    call: call.eventName ?? 'unknown',
    actor: readActor(call.userIdentity),
    ...defined({
      sourceIp: call.sourceIPAddress,
      userAgent: call.userAgent,
      put: putOf(call.eventName ?? '', parametersOf(envelope.detail)),
    }),
  };
}

/** Calls on the account's own public access block, access points and the like: S3 Control's, without a bucket. */
function isAccountLevel(call: ApiCall): boolean {
  if (call.eventName?.endsWith('AccountPublicAccessBlock')) return true;
  const { resourceArn, host = '' } = call.requestParameters;
  return (
    bucketNameOf(call) === undefined &&
    (resourceArn !== undefined || /^\d{12}\.s3-control\./.test(host))
  );
}

function bucketNameOf(call: ApiCall): string | undefined {
  return (
    call.requestParameters.bucketName ??
    bucketOfArn(call.requestParameters.resourceArn) ??
    call.resources.map(({ arn }) => bucketOfArn(arn)).find(Boolean)
  );
}

/** The account that CloudTrail says owns the bucket: in a cross-account call, not the one that gets the event. */
function ownerOf(call: ApiCall, bucket: string): string | undefined {
  return call.resources.find((resource) =>
    resource.arn === undefined
      ? resource.type === 'AWS::S3::Bucket'
      : bucketOfArn(resource.arn) === bucket,
  )?.accountId;
}
