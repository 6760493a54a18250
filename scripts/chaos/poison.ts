import { below, type Random } from './random.ts';

/** Texts that nothing can be read from, each in its own way. */
const POISONS: readonly ((bucket: string) => string)[] = [
  // 6,000 levels: whatever walks it step by step overflows.
  (bucket) =>
    withParameters(`{"bucketName":"${bucket}","a":${'['.repeat(6_000)}${']'.repeat(6_000)}}`),
  (bucket) =>
    withParameters(
      JSON.stringify({ bucketName: bucket, bucketPolicy: `{"a":${'['.repeat(6_000)}` }),
    ),
  // Larger than any event of CloudTrail's.
  (bucket) => withParameters(`{"bucketName":"${bucket}","x":"${'x'.repeat(400_000)}"}`),
  () => withParameters('{"bucketName":{"__proto__":{"toString":1}},"constructor":1e999}'),
  () => withParameters('{"bucketName":"../\\ud800"}'),
  () => '[1,2',
  () => '"\\u0000\\u001b[2J"',
];

/** The body of a message that has to end in the dead-letter queue. */
export function poison(bucket: string, random: Random): string {
  const make = POISONS[below(random, POISONS.length)] ?? (() => '{');
  return make(bucket);
}

/** An event of a call with these parameters, as text: JSON.stringify could not make all of them. */
function withParameters(requestParameters: string): string {
  return `{"source":"aws.s3","detail-type":"AWS API Call via CloudTrail","account":"000000000000","region":"us-east-1","detail":{"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","awsRegion":"us-east-1","recipientAccountId":"000000000000","requestParameters":${requestParameters}}}`;
}
