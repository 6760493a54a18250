import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Credentials } from './clients.ts';
import type { ConnectedAws } from './start.ts';

/** A statement of an identity policy: allows on everything unless it says otherwise. */
export interface Allowance {
  Action: string | string[];
  Effect?: 'Allow' | 'Deny';
  Resource?: string | string[];
  Condition?: object;
}

/** An IAM user who may do what the statements say, and nothing else. */
export async function makeUser(
  aws: ConnectedAws,
  UserName: string,
  allowed: Allowance[],
): Promise<Credentials> {
  const iam = aws.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = documentOf(allowed);
  if (allowed.length > 0) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'allowed', PolicyDocument }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  return { accessKeyId, secretAccessKey };
}

/** A role that the account and the services named may take. Returns its ARN. */
export async function makeRole(
  aws: ConnectedAws,
  RoleName: string,
  allowed: Allowance[],
  Service: string[] = [],
): Promise<string> {
  const iam = aws.iam();
  const Principal = { AWS: `arn:aws:iam::${aws.account}:root`, ...(Service[0] ? { Service } : {}) };
  const Statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = documentOf(allowed);
  if (allowed.length > 0) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'allowed', PolicyDocument }));
  }
  return Role?.Arn ?? '';
}

/** A session of a role. */
export async function takeRole(
  aws: ConnectedAws,
  RoleArn: string,
  RoleSessionName: string,
): Promise<Required<Credentials>> {
  const { Credentials: given } = await aws
    .sts()
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
}

/** A session of a new role. */
export async function makeRoleSession(
  aws: ConnectedAws,
  roleName: string,
  sessionName: string,
  allowed: Allowance[],
): Promise<Required<Credentials>> {
  return takeRole(aws, await makeRole(aws, roleName, allowed), sessionName);
}

function documentOf(allowed: Allowance[]): string {
  const Statement = allowed.map((one) => ({ Effect: 'Allow', Resource: '*', ...one }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
