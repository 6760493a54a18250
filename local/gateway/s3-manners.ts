import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { account } from '../root.ts';
import { type Answer, errorAnswer, withBody } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import { asS3ReturnsIt, policyRefusal } from './policy-refusals.ts';
import type { RootClients } from './root-clients.ts';

/** The answer with which S3 refuses a call that the emulator would take, or undefined. */
export async function refusalOf(
  request: AwsRequest,
  clients: RootClients,
): Promise<Answer | undefined> {
  if (request.service !== 's3' || !request.bucket) return undefined;
  const expected = request.headers['x-amz-expected-bucket-owner'];
  if (expected && expected !== account && (await exists(request.bucket, request.region, clients))) {
    return errorAnswer(request, 403, 'AccessDenied', 'Access Denied');
  }
  if (request.operation !== 'PutBucketPolicy') return undefined;
  const refusal = policyRefusal(request.body.toString());
  return refusal ? errorAnswer(request, 400, 'MalformedPolicy', refusal) : undefined;
}

/** The emulator's answer, as S3 would have put it. */
export function asS3Answers(request: AwsRequest, answer: Answer): Answer {
  if (request.service !== 's3' || answer.status !== 200) return answer;
  if (request.operation === 'GetBucketPolicy') {
    const text = answer.body.toString();
    const returned = asS3ReturnsIt(text);
    return returned === text ? answer : withBody(answer, returned);
  }
  if (request.operation === 'GetBucketEncryption') {
    return withBody(answer, withBlockedTypes(answer.body.toString()));
  }
  return answer;
}

/** S3 names the blocked encryption types even where nobody ever sent any. */
function withBlockedTypes(xml: string): string {
  const none =
    '<BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes>';
  return xml.includes('<BlockedEncryptionTypes') ? xml : xml.replace('</Rule>', `${none}</Rule>`);
}

async function exists(bucket: string, region: string, clients: RootClients): Promise<boolean> {
  return clients
    .s3(region)
    .send(new HeadBucketCommand({ Bucket: bucket }))
    .then(
      () => true,
      () => false,
    );
}
