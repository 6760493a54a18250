import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { type Life, tryLater } from './retry.ts';

/** What SQS says of a receipt handle that it has not given out, or not for this queue, or whose message is back or gone. */
const NOT_GIVEN_OUT: readonly string[] = [
  'AWS.SimpleQueueService.MessageNotInflight',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'MessageNotInflight',
  'MissingParameter',
  'ReceiptHandleIsInvalid',
];

/**
 * Whether SQS itself gave the function this message of this queue. Whoever may invoke the function may make up
 * everything in a record but a receipt handle that SQS takes back.
 * @param hiddenSeconds how long the message stays out of sight from now on.
 * @throws where SQS does not say.
 */
export async function isReceived(
  sqs: SQSClient,
  queueUrl: string,
  record: SQSRecord,
  hiddenSeconds: number,
  life: Life,
): Promise<boolean> {
  try {
    await tryLater(sqs, queueUrl, record, hiddenSeconds, life);
    return true;
  } catch (error) {
    if (error instanceof Error && NOT_GIVEN_OUT.includes(error.name)) return false;
    throw error;
  }
}
