import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type Allowance, makeUser } from '../../local/principals.ts';
import { aws, stack } from './deployed.ts';

/* People with one permission each, and what they send. */

let made = 0;

/** An IAM user who may do these actions on everything, and nothing else. */
export function attacker(Action: Allowance['Action']) {
  made += 1;
  return makeUser(aws, `attacker-${process.pid}-${made}`, [{ Action }]);
}

export type Attacker = Awaited<ReturnType<typeof attacker>>;

/** A record as SQS would hand it over, made up by whoever invokes. */
export function madeUpRecord(body: object | string, QueueUrl: string, more: object = {}) {
  const name = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
  const now = String(Date.now());
  return {
    messageId: crypto.randomUUID(),
    receiptHandle: 'made-up',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: now,
      ApproximateFirstReceiveTimestamp: now,
      SenderId: 'AROAMADEUP:the-service',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${aws.region}:${aws.account}:${name}`,
    awsRegion: aws.region,
    ...more,
  };
}

/** Invokes a function with records of one's own. @returns how many of them it says to have failed. */
export async function invoke(
  who: Attacker,
  FunctionName: string,
  ...Records: readonly object[]
): Promise<number> {
  const { Payload } = await aws
    .lambda(who)
    .send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ Records }) }));
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}');
  if (answer.batchItemFailures === undefined)
    throw new Error(`it crashed: ${JSON.stringify(answer)}`);
  return answer.batchItemFailures.length;
}

/**
 * Invokes the function that repairs, with messages of one's own that claim to have been tried long enough: nothing is
 * waited for.
 */
export function invokeRemediate(who: Attacker, ...bodies: readonly object[]): Promise<number> {
  const attributes = {
    ApproximateReceiveCount: '99',
    ApproximateFirstReceiveTimestamp: String(Date.now() - 3_600_000),
  };
  const records = bodies.map((body) => madeUpRecord(body, stack.EventsQueueUrl, { attributes }));
  return invoke(who, stack.FunctionName, ...records);
}

/** What the service would ask itself, with a window as messages once had it. */
export function suspectEdit(
  bucket: string,
  { eventId, atMs }: { readonly eventId: string; readonly atMs: number },
  put: object = { bucketPolicy: { Version: '2012-10-17', Statement: [] } },
) {
  return {
    source: 'bucket-warden',
    'detail-type': 'Bucket Warden Suspect Edit',
    account: aws.account,
    region: aws.region,
    detail: {
      ...{ bucket, eventId, eventName: 'PutBucketPolicy', who: 'the owner' },
      eventTime: new Date(atMs).toISOString(),
      window: { fromMs: atMs, toMs: atMs },
      ...put,
    },
  };
}

/** CloudTrail's word of a call, made up. */
export function apiCall(bucket: string, eventName: string, more: object = {}, atMs = Date.now()) {
  return {
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    account: aws.account,
    region: aws.region,
    detail: {
      eventID: crypto.randomUUID(),
      eventName,
      eventSource: 's3.amazonaws.com',
      eventTime: new Date(atMs).toISOString(),
      awsRegion: aws.region,
      recipientAccountId: aws.account,
      userIdentity: { type: 'IAMUser', userName: 'ceo' },
      requestParameters: { bucketName: bucket },
      ...more,
    },
  };
}
