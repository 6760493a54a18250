import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Clients } from '../../local/clients.ts';

/** Who calls S3 in the demo. */
export interface People {
  /** An IAM user with every permission for S3: unlike root, it is held to bucket policies. */
  owner: S3Client;
  ownerOverPlainHttp: S3Client;
  /** Nobody in particular: no credentials, over TLS. */
  anybody: S3Client;
  /** The account's root, who reads back what the others cannot hide from it. */
  root: S3Client;
}

const ownerName = 'data-team';

/** Makes the owner of all buckets and gives everyone their client. */
export async function invitePeople(aws: Clients): Promise<People> {
  const iam = aws.iam();
  await iam.send(new CreateUserCommand({ UserName: ownerName }));
  await iam.send(
    new PutUserPolicyCommand({
      UserName: ownerName,
      PolicyName: 's3',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
      }),
    }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: ownerName }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  const owner = { accessKeyId, secretAccessKey };
  return {
    owner: aws.s3(owner),
    ownerOverPlainHttp: aws.s3(owner, { plain: true }),
    anybody: aws.s3('anonymous'),
    root: aws.s3(),
  };
}
