import { account } from '../root.ts';
import type { Answer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { BusEvent } from './bus.ts';
import type { UserIdentity } from './identities.ts';
import { detailsOfKmsCall } from './kms-events.ts';
import { detailsOfS3Call, detailsOfS3ControlCall } from './s3-events.ts';

/** What an event says of its call in the way of the service that was called. */
export interface CallDetails {
  /** Such as s3.amazonaws.com. */
  eventSource: string;
  eventName: string;
  awsRegion: string;
  errorCode?: string;
  errorMessage?: string;
  requestParameters: Record<string, unknown>;
  responseElements: Record<string, unknown> | null;
  additionalEventData?: Record<string, unknown>;
  requestID: string;
  resources?: { accountId: string; type: string; ARN: string }[];
}

const services: Record<string, (request: AwsRequest, answer: Answer) => CallDetails | undefined> = {
  s3: detailsOfS3Call,
  's3-control': detailsOfS3ControlCall,
  kms: detailsOfKmsCall,
};

/** What CloudTrail would tell EventBridge of a call, or undefined: reads are not sent. */
export function detailsOf(request: AwsRequest, answer: Answer): CallDetails | undefined {
  return services[request.service]?.(request, answer);
}

/** The event that CloudTrail puts on the bus for a call that changes something, or was refused to. */
export function cloudTrailEvent(
  request: AwsRequest,
  details: CallDetails,
  userIdentity: UserIdentity,
): BusEvent {
  const { tlsVersion, headers } = request;
  return {
    source: `aws.${details.eventSource.split('.', 1)[0]}`,
    'detail-type': 'AWS API Call via CloudTrail',
    region: details.awsRegion,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity,
      eventTime: `${new Date().toISOString().slice(0, 19)}Z`,
      sourceIPAddress: request.sourceIp,
      userAgent: `[${headers['user-agent'] ?? ''}]`,
      ...details,
      eventID: crypto.randomUUID(),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
      ...(tlsVersion
        ? { tlsDetails: { tlsVersion, clientProvidedHostHeader: headers.host ?? '' } }
        : {}),
    },
  };
}
