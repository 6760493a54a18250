import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { ConnectedAws } from '../../local/start.ts';

export type TemplateResources = Record<string, { Type: string; Properties: object }>;

/** Makes resources through CloudFormation, or changes them. Fails with CloudFormation's reason. */
export async function deployTemplate(
  aws: ConnectedAws,
  StackName: string,
  resources: TemplateResources,
  how: 'create' | 'update' = 'create',
): Promise<void> {
  const client = aws.cloudFormation();
  const stack = { StackName, TemplateBody: JSON.stringify({ Resources: resources }) };
  if (how === 'create') await client.send(new CreateStackCommand(stack));
  else await client.send(new UpdateStackCommand(stack));
  const status = await endOf(aws, StackName);
  if (status !== `${how.toUpperCase()}_COMPLETE`) throw new Error(status);
}

/** Removes the resources again. */
export async function deleteTemplate(aws: ConnectedAws, StackName: string): Promise<void> {
  const client = aws.cloudFormation();
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  const id = Stacks?.[0]?.StackId ?? StackName;
  await client.send(new DeleteStackCommand({ StackName }));
  const status = await endOf(aws, id);
  if (status !== 'DELETE_COMPLETE') throw new Error(status);
}

/** Waits until a stack's change has ended. Returns its status, and the reason where there is one. */
async function endOf(aws: ConnectedAws, StackName: string): Promise<string> {
  const client = aws.cloudFormation();
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const { StackStatus = '', StackStatusReason } = Stacks?.[0] ?? {};
    if (!StackStatus.endsWith('_IN_PROGRESS')) {
      return [StackStatus, StackStatusReason].filter(Boolean).join(': ');
    }
    await sleep(50);
  }
}
