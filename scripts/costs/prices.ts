import { SOURCES, type Source } from './sources.ts';

/** A list price of us-east-1, in its first tier. */
export interface Price {
  readonly service: string;
  /** In dollars, for so many `units`. */
  readonly dollars: number;
  readonly units: number;
  /** What is counted, as in `requests`. */
  readonly unit: string;
  /** Where it was read; undefined where it could not be verified. */
  readonly source: Source | undefined;
}

const MILLION = 1_000_000;

/** What the service is billed for. */
export const PRICES = {
  lambdaDuration: {
    service: 'Lambda',
    dollars: 13.3334,
    units: MILLION,
    unit: 'GB-seconds, arm64',
    source: SOURCES.lambdaNotes,
  },
  lambdaRequests: {
    service: 'Lambda',
    dollars: 0.2,
    units: MILLION,
    unit: 'requests',
    source: SOURCES.lambdaNotes,
  },
  s3Reads: {
    service: 'S3',
    dollars: 0.4,
    units: MILLION,
    unit: 'GET and all other requests',
    source: SOURCES.infracost,
  },
  s3Writes: {
    service: 'S3',
    dollars: 5,
    units: MILLION,
    unit: 'PUT, COPY, POST and LIST requests',
    source: SOURCES.infracost,
  },
  dynamodbReads: {
    service: 'DynamoDB',
    dollars: 0.125,
    units: MILLION,
    unit: 'read request units',
    source: SOURCES.infracostDynamodb,
  },
  dynamodbWrites: {
    service: 'DynamoDB',
    dollars: 0.625,
    units: MILLION,
    unit: 'write request units',
    source: SOURCES.infracostDynamodb,
  },
  dynamodbStorage: {
    service: 'DynamoDB',
    dollars: 0.25,
    units: 1,
    unit: 'GB-months',
    source: SOURCES.infracostDynamodb,
  },
  dynamodbRecovery: {
    service: 'DynamoDB',
    dollars: 0.2,
    units: 1,
    unit: 'GB-months of point-in-time recovery',
    source: SOURCES.infracostDynamodb,
  },
  sqsRequests: {
    service: 'SQS',
    dollars: 0.4,
    units: MILLION,
    unit: 'requests of up to 64 KB',
    source: SOURCES.sqs,
  },
  snsPublishes: {
    service: 'SNS',
    dollars: 0.5,
    units: MILLION,
    unit: 'publishes of up to 64 KB',
    source: SOURCES.sns,
  },
  snsMails: {
    service: 'SNS',
    dollars: 2,
    units: 100_000,
    unit: 'mails',
    source: SOURCES.sns,
  },
  eventbridgeEvents: {
    service: 'EventBridge',
    dollars: 0,
    units: MILLION,
    unit: "AWS services' management events, within the account and Region",
    source: SOURCES.eventbridge,
  },
  schedulerInvocations: {
    service: 'EventBridge Scheduler',
    dollars: 1,
    units: MILLION,
    unit: 'invocations',
    source: SOURCES.eventbridge,
  },
  logsIngested: {
    service: 'CloudWatch Logs',
    dollars: 0.5,
    units: 1,
    unit: 'GB ingested',
    source: SOURCES.infracost,
  },
  logsKept: {
    service: 'CloudWatch Logs',
    dollars: 0.03,
    units: 1,
    unit: 'GB-months kept',
    source: SOURCES.infracost,
  },
  customMetrics: {
    service: 'CloudWatch',
    dollars: 0.3,
    units: 1,
    unit: 'custom metrics a month, by the hour',
    source: SOURCES.cloudwatch,
  },
  alarms: {
    service: 'CloudWatch',
    dollars: 0.1,
    units: 1,
    unit: 'metrics of alarms a month, standard resolution',
    source: SOURCES.infracost,
  },
} as const satisfies Record<string, Price>;

/** What other services of the account may be billed for because of this one. */
export const ELSEWHERE_PRICES = {
  guarddutyEvents: {
    service: 'GuardDuty',
    dollars: 4,
    units: MILLION,
    unit: 'CloudTrail management events',
    source: SOURCES.guardduty,
  },
  furtherTrailEvents: {
    service: 'CloudTrail',
    dollars: 2,
    units: 100_000,
    unit: 'management events to a second trail that logs reads',
    source: SOURCES.infracost,
  },
  configItems: {
    service: 'AWS Config',
    dollars: 0.003,
    units: 1,
    unit: 'configuration items, where it records buckets continuously',
    source: {
      title: 'Vantage on the prices of AWS Config',
      url: 'https://www.vantage.sh/blog/aws-config-pricing',
      date: 'undated',
    },
  },
  configEvaluations: {
    service: 'AWS Config',
    dollars: 0.001,
    units: 1,
    unit: "rule evaluations, with configRules: 'create'; from 100,001 on $0.0008, from 500,001 on $0.0005",
    source: SOURCES.infracost,
  },
  crossRegionEvents: {
    service: 'EventBridge',
    dollars: 1,
    units: MILLION,
    unit: 'events sent to the bus of the home Region',
    source: undefined,
  },
} as const satisfies Record<string, Price>;

/** Where the price of Config's evaluations falls: evaluations from which on, and dollars for each. */
export const CONFIG_EVALUATION_TIERS = [
  { from: 0, dollars: ELSEWHERE_PRICES.configEvaluations.dollars },
  { from: 100_000, dollars: 0.0008 },
  { from: 500_000, dollars: 0.0005 },
] as const;
