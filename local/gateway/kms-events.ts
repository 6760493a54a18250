import { account } from '../root.ts';
import { type Answer, headerOf } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { CallDetails } from './cloudtrail.ts';

/** Calls on KMS that change something. The uses of a key, such as Encrypt, are reads to CloudTrail. */
const writes = new Set([
  'CancelKeyDeletion',
  'CreateAlias',
  'CreateGrant',
  'CreateKey',
  'DeleteAlias',
  'DeleteImportedKeyMaterial',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'ImportKeyMaterial',
  'PutKeyPolicy',
  'ReplicateKey',
  'RetireGrant',
  'RevokeGrant',
  'RotateKeyOnDemand',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
  'UpdatePrimaryRegion',
]);

type Fields = Record<string, unknown>;

/**
 * What CloudTrail tells of a call on KMS, or undefined. Its fields begin with a small letter, and it names the key by
 * its ARN where the call itself answers nothing.
 */
export function detailsOfKmsCall(request: AwsRequest, answer: Answer): CallDetails | undefined {
  if (!writes.has(request.operation)) return undefined;
  const asked = jsonOrNothing(request.body);
  const answered = jsonOrNothing(answer.body);
  const key = keyArn(asked, answered, request.region);
  const isDone = answer.status < 400;
  const responseElements = Object.keys(answered).length > 0 ? toldFields(answered) : { keyId: key };
  return {
    eventSource: 'kms.amazonaws.com',
    eventName: request.operation,
    awsRegion: request.region,
    ...(isDone ? {} : errorOf(answered, answer)),
    requestParameters: toldFields(asked),
    responseElements: isDone && key ? responseElements : null,
    requestID: headerOf(answer, 'x-amzn-requestid') ?? crypto.randomUUID(),
    ...(key && answered['__type'] !== 'NotFoundException'
      ? { resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: key }] }
      : {}),
  };
}

/** The key that a call is about: as the answer has it, or else as the call names it. */
function keyArn(asked: Fields, answered: Fields, region: string): string | undefined {
  const metadata = answered['KeyMetadata'] as Fields | undefined;
  const given = metadata?.['Arn'] ?? asked['KeyId'] ?? asked['TargetKeyId'];
  if (typeof given !== 'string' || given.startsWith('alias/')) return undefined;
  return given.startsWith('arn:') ? given : `arn:aws:kms:${region}:${account}:key/${given}`;
}

/** CloudTrail leaves `Exception` out of the one name that services have in common. */
function errorOf(answered: Fields, { status }: Answer) {
  const code = String(answered['__type'] ?? status);
  return {
    errorCode: code === 'AccessDeniedException' ? 'AccessDenied' : code,
    errorMessage: String(answered['message'] ?? answered['Message'] ?? ''),
  };
}

function toldFields(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      name.endsWith('Date') && typeof value === 'number' ? toldDate(value) : toldValue(value),
    ]),
  );
}

function toldValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toldValue);
  return typeof value === 'object' && value !== null ? toldFields(value as Fields) : value;
}

/** Such as `Apr 12, 2021, 6:58:30 PM`. */
function toldDate(seconds: number): string {
  const how = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' } as const;
  return new Date(seconds * 1000).toLocaleString('en-US', how);
}

function jsonOrNothing(body: Buffer): Fields {
  try {
    return JSON.parse(body.toString() || '{}') as Fields;
  } catch {
    return {};
  }
}
