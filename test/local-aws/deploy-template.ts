import { setTimeout as sleep } from 'node:timers/promises';
import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { ConnectedAws } from './start.ts';

/** Makes resources through CloudFormation. Fails with CloudFormation's reason. */
export async function deployTemplate(
  aws: ConnectedAws,
  StackName: string,
  resources: Record<string, { Type: string; Properties: object }>,
): Promise<void> {
  const client = aws.cloudFormation();
  const TemplateBody = JSON.stringify({ Resources: resources });
  await client.send(new CreateStackCommand({ StackName, TemplateBody }));
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const { StackStatus, StackStatusReason } = Stacks?.[0] ?? {};
    if (StackStatus === 'CREATE_COMPLETE') return;
    if (StackStatus !== 'CREATE_IN_PROGRESS')
      throw new Error(`${StackStatus}: ${StackStatusReason}`);
    await sleep(50);
  }
}
