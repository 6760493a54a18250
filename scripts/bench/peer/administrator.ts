import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import type { ConnectedAws } from '../../../local/start.ts';

const UserName = 'administrator';
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** An access key of a user. */
export type AccessKey = Pick<ConnectedAws['credentials'], 'accessKeyId' | 'secretAccessKey'>;

/**
 * Makes a user who may do everything. The emulator holds each of a user's calls against its policies, as it does with
 * a function's; root's it lets pass.
 */
export async function makeAdministrator(aws: ConnectedAws): Promise<AccessKey> {
  const iam = aws.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify(POLICY);
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'everything', PolicyDocument }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  if (key?.AccessKeyId === undefined || key.SecretAccessKey === undefined) {
    throw new Error('IAM gave no access key');
  }
  return { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
}
