import type { SQSClient } from '@aws-sdk/client-sqs';
import { makeRole, takeRole } from '../../local/principals.ts';
import type { ConnectedAws } from '../../local/start.ts';
import { OPERATOR, OPERATOR_NAME } from './operator-role.ts';

/** A client of an operator, who alone may put messages on the work queues by hand; the tests share the role. */
export async function sqsOfOperator(aws: ConnectedAws): Promise<SQSClient> {
  await makeRole(aws, OPERATOR_NAME, [{ Action: 'sqs:*' }]).catch((error: Error) => {
    if (!error.name.startsWith('EntityAlreadyExists')) throw error;
  });
  return aws.sqs(await takeRole(aws, OPERATOR, 'test'));
}
