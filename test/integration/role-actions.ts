import { GetRolePolicyCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import type { ConnectedAws } from '../../local/start.ts';

/** IAM actions by the calls that need them, where the names differ. */
const ACTIONS: Readonly<Record<string, string | readonly string[]>> = {
  ListBuckets: 'ListAllMyBuckets',
  TransactWriteItems: ['PutItem', 'UpdateItem'],
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
};

/** The actions of calls that the gateway knows by their paths only. */
function ofPath(operation: string): string | undefined {
  if (operation.startsWith('GET /schedules/')) return 'GetSchedule';
  return /^GET \/[\d-]+\/event-source-mappings/.test(operation)
    ? 'ListEventSourceMappings'
    : undefined;
}

/** What Lambda itself does with the role, past the gateway: polling the queue and writing the log. */
const OF_LAMBDA = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];

/** The actions that a role is granted. */
export async function grantedActions(aws: ConnectedAws, roleArn: string): Promise<string[]> {
  const iam = aws.iam();
  const RoleName = roleArn.split('/').at(-1);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const answer = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const text = answer.PolicyDocument ?? '';
      return JSON.parse(text.startsWith('{') ? text : decodeURIComponent(text));
    }),
  );
  const statements: { Action: string | string[] }[] = documents.flatMap(
    ({ Statement }) => Statement,
  );
  return [...new Set(statements.flatMap(({ Action }) => Action))].sort();
}

/** The actions that the service has used so far, by its calls at the gateway, and Lambda for it. */
export async function usedActions(aws: ConnectedAws): Promise<string[]> {
  const calls = (await aws.calls()).filter((call) => call.caller === 'service');
  const actions = calls.flatMap(({ service, operation }) =>
    [ACTIONS[operation] ?? ofPath(operation) ?? operation]
      .flat()
      .map((action) => `${service}:${action}`),
  );
  return [...new Set([...actions, ...OF_LAMBDA])].sort();
}
