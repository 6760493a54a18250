import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  type GetPublicAccessBlockOutput,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { bucketCalls } from './bucket-calls.ts';
import type { PublicAccessBlock } from './public-access-block.ts';

export const publicAccessBlockCalls = bucketCalls<PublicAccessBlock>()({
  get: GetPublicAccessBlockCommand,
  value: ({ PublicAccessBlockConfiguration }: GetPublicAccessBlockOutput) =>
    PublicAccessBlockConfiguration,
  put: PutPublicAccessBlockCommand,
  input: (PublicAccessBlockConfiguration) => ({ PublicAccessBlockConfiguration }),
  remove: DeletePublicAccessBlockCommand,
  notConfigured: ['NoSuchPublicAccessBlockConfiguration'],
});
