import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { HOME_STACK } from '../shared/stack-names.ts';
import type { ConnectedAws } from './start.ts';

/** Tells EventBridge that the deployment is done, as CloudFormation does and the local AWS does not. */
export async function tellDeployed(aws: ConnectedAws): Promise<void> {
  const { Stacks } = await aws
    .cloudFormation()
    .send(new DescribeStacksCommand({ StackName: HOME_STACK }));
  const StackId = Stacks?.[0]?.StackId ?? '';
  await aws.putEvent({
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    resources: [StackId],
    detail: {
      'stack-id': StackId,
      'status-details': { status: 'CREATE_COMPLETE', 'status-reason': '' },
    },
  });
}
