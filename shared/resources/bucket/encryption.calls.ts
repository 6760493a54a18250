import {
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  type GetBucketEncryptionOutput,
  PutBucketEncryptionCommand,
  type ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import { bucketCalls } from './bucket-calls.ts';
import type { EncryptionConfiguration } from './encryption.ts';

export const encryptionCalls = bucketCalls<EncryptionConfiguration>()({
  get: GetBucketEncryptionCommand,
  value: ({ ServerSideEncryptionConfiguration }: GetBucketEncryptionOutput) =>
    ServerSideEncryptionConfiguration as EncryptionConfiguration | undefined,
  put: PutBucketEncryptionCommand,
  input: (value) => ({
    // The SDK's type has closed lists of values; what S3 said is sent back whatever it was.
    ServerSideEncryptionConfiguration: value as ServerSideEncryptionConfiguration,
  }),
  remove: DeleteBucketEncryptionCommand,
  notConfigured: ['ServerSideEncryptionConfigurationNotFoundError'],
});
