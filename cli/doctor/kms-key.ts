import {
  DescribeKeyCommand,
  type KeyMetadata,
  type KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import type { Check } from '../../shared/core/hearing/check.ts';

/** What of a key decides whether S3 can use it. */
type KeyState = Pick<KeyMetadata, 'KeyState' | 'KeySpec' | 'KeyUsage'>;

/** Whether S3 can encrypt with the key of the settings: S3 takes any name, and uploads fail later. */
export async function checkKmsKey(kms: KMSClient, keyArn: string): Promise<Check[]> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
    return [keyVerdict(keyArn, KeyMetadata)];
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    return [keyVerdict(keyArn, undefined)];
  }
}

/** @param key undefined where there is no such key. */
function keyVerdict(keyArn: string, key: KeyState | undefined): Check {
  const obstacle = obstacleOf(key);
  if (obstacle === undefined) return { state: 'good', text: `S3 can encrypt with ${keyArn}` };
  return {
    state: 'bad',
    text: `encryption.kmsKeyArn names ${keyArn}, ${obstacle}: uploads to buckets that have it fail`,
    advice:
      'enable the key, or cancel its deletion; where it is lost, docs/runbook.md says what to do',
  };
}

function obstacleOf(key: KeyState | undefined): string | undefined {
  if (key === undefined) return 'which does not exist';
  if (key.KeyState !== 'Enabled') return `which is in the state ${key.KeyState}`;
  if (key.KeySpec !== 'SYMMETRIC_DEFAULT' || key.KeyUsage !== 'ENCRYPT_DECRYPT') {
    return `which is ${key.KeySpec} for ${key.KeyUsage}, where S3 needs a symmetric key`;
  }
  return undefined;
}
