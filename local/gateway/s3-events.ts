import { account } from '../root.ts';
import { type Answer, headerOf, parseXml } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { CallDetails } from './cloudtrail.ts';
import { managementEventName } from './s3-operations.ts';

const accountWrites = ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'];

/** What CloudTrail tells of a call that changes a bucket, or undefined: shapes and names as in aws-facts.md. */
export function detailsOfS3Call(request: AwsRequest, answer: Answer): CallDetails | undefined {
  const eventName = managementEventName(request.operation);
  if (eventName === undefined) return undefined;
  const parameters = requestParameters(request);
  return {
    ...common(request, answer),
    eventName,
    awsRegion: createdIn(parameters) ?? request.region,
    requestParameters: {
      bucketName: request.bucket,
      Host: request.headers.host ?? '',
      ...parameters,
    },
    // The bucket that a call makes is not there yet when the call is made.
    ...(request.operation === 'CreateBucket' ? {} : { resources: [bucketResource(request)] }),
  };
}

/** The same of a call that changes the account's public access block: its event names no resource. */
export function detailsOfS3ControlCall(
  request: AwsRequest,
  answer: Answer,
): CallDetails | undefined {
  if (!accountWrites.includes(request.operation)) return undefined;
  return {
    ...common(request, answer),
    eventName: request.operation,
    awsRegion: request.region,
    requestParameters: { ...requestParameters(request), host: [request.headers.host ?? ''] },
  };
}

function common(request: AwsRequest, answer: Answer) {
  return {
    eventSource: 's3.amazonaws.com',
    ...errorOf(answer),
    responseElements: null,
    additionalEventData: {
      SignatureVersion: 'SigV4',
      AuthenticationMethod: request.query.has('X-Amz-Signature') ? 'QueryString' : 'AuthHeader',
      bytesTransferredIn: request.body.length,
      bytesTransferredOut: answer.body.length,
    },
    requestID: headerOf(answer, 'x-amz-request-id') ?? crypto.randomUUID(),
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

/** S3 Control has its errors in a response, S3 as they are. */
function errorOf(answer: Answer): { errorCode?: string; errorMessage?: string } {
  if (answer.status < 400) return {};
  const document = xmlOrNothing(answer.body.toString());
  const { Error: error } = (document['ErrorResponse'] ?? document) as {
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
