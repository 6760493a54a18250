import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Settings } from '../shared/settings.ts';
import { type Life, tryLater } from './retry.ts';

/** As long as the queues hide a message that a function takes, in its timeouts: no other function may be at it. */
const HIDDEN_TIMEOUTS = 6;

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
 * The message stays out of sight for as long as it did, counted from now.
 * @throws where SQS does not say.
 */
export async function isReceived(
  sqs: SQSClient,
  queueUrl: string,
  record: SQSRecord,
  { functionTimeoutSeconds }: Pick<Settings, 'functionTimeoutSeconds'>,
  life: Life,
): Promise<boolean> {
  try {
    await tryLater(sqs, queueUrl, record, HIDDEN_TIMEOUTS * functionTimeoutSeconds, life);
    return true;
  } catch (error) {
    if (error instanceof Error && NOT_GIVEN_OUT.includes(error.name)) return false;
    throw error;
  }
}
