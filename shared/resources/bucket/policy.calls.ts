import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  type GetBucketPolicyOutput,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import type { PolicyText } from '../../core/policy/text.ts';
import { bucketCalls } from './bucket-calls.ts';

export const policyCalls = bucketCalls<PolicyText>()({
  get: GetBucketPolicyCommand,
  value: ({ Policy }: GetBucketPolicyOutput) => Policy,
  put: PutBucketPolicyCommand,
  input: (Policy) => ({ Policy }),
  remove: DeleteBucketPolicyCommand,
  notConfigured: ['NoSuchBucketPolicy'],
});
