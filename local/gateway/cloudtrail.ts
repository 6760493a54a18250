import { account } from '../root.ts';
import { type Answer, headerOf, parseXml } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { BusEvent } from './bus.ts';
import type { UserIdentity } from './identities.ts';
import { managementEventName } from './s3-operations.ts';

/** Whether CloudTrail would send an event of this call to EventBridge: reads are not sent. */
export function makesEvent(request: AwsRequest): boolean {
  return request.service === 's3' && managementEventName(request.operation) !== undefined;
}

/**
 * The event that CloudTrail puts on the bus for a call to S3 that changes a bucket, or was
 * refused to: shapes and names as in aws-facts.md.
 */
export function cloudTrailEvent(
  request: AwsRequest,
  answer: Answer,
  userIdentity: UserIdentity,
): BusEvent {
  const parameters = requestParameters(request);
  const region = createdIn(parameters) ?? request.region;
  const host = request.headers.host ?? '';
  return {
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity,
      eventTime: `${new Date().toISOString().slice(0, 19)}Z`,
      eventSource: 's3.amazonaws.com',
      eventName: managementEventName(request.operation),
      awsRegion: region,
      sourceIPAddress: request.sourceIp,
      userAgent: `[${request.headers['user-agent'] ?? ''}]`,
      ...errorOf(answer),
      requestParameters: { bucketName: request.bucket, Host: host, ...parameters },
      responseElements: null,
      additionalEventData: {
        SignatureVersion: 'SigV4',
        AuthenticationMethod: request.query.has('X-Amz-Signature') ? 'QueryString' : 'AuthHeader',
        bytesTransferredIn: request.body.length,
        bytesTransferredOut: answer.body.length,
      },
      requestID: headerOf(answer, 'x-amz-request-id') ?? crypto.randomUUID(),
      eventID: crypto.randomUUID(),
      readOnly: false,
      // The bucket that a call makes is not there yet when the call is made.
      ...(request.operation === 'CreateBucket' ? {} : { resources: [bucketResource(request)] }),
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
      ...(request.tlsVersion
        ? { tlsDetails: { tlsVersion: request.tlsVersion, clientProvidedHostHeader: host } }
        : {}),
    },
  };
}

function bucketResource({ bucket }: AwsRequest) {
  return { accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` };
}

/** XML turned into JSON, a policy as it is, and query parameters as fields that say nothing. */
function requestParameters(request: AwsRequest): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of request.query) {
    if (!name.startsWith('X-Amz-') && name !== 'x-id') parameters[name] = value;
  }
  const acl = request.headers['x-amz-acl'];
  if (acl) parameters['x-amz-acl'] = acl;
  const body = request.body.toString();
  if (body.startsWith('<')) return { ...parameters, ...xmlOrNothing(body) };
  if (request.operation === 'PutBucketPolicy') parameters['bucketPolicy'] = jsonOrText(body);
  return parameters;
}

function createdIn(parameters: Record<string, unknown>): string | undefined {
  const given = parameters['CreateBucketConfiguration'] as Record<string, unknown> | undefined;
  const constraint = given?.['LocationConstraint'];
  if (typeof constraint !== 'string' || constraint === '') return undefined;
  return constraint === 'EU' ? 'eu-west-1' : constraint;
}

function errorOf(answer: Answer): { errorCode?: string; errorMessage?: string } {
  if (answer.status < 400) return {};
  const { Error: error } = xmlOrNothing(answer.body.toString()) as {
    Error?: { Code?: string; Message?: string };
  };
  return {
    errorCode: error?.Code ?? String(answer.status),
    errorMessage: error?.Message ?? '',
  };
}

function xmlOrNothing(text: string): Record<string, unknown> {
  try {
    return parseXml(text);
  } catch {
    return {};
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
