import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../local/paths.ts';
import { aws } from './deployed.ts';
import { wardenAt } from './warden.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warden-kms-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => aws.setFaults([]));

const kms = aws.kms();

test('a key that was scheduled for deletion is told of, until it is back', async () => {
  const key = await createKey({});
  expect(await doctorSays(key)).toEqual([`✔ S3 can encrypt with ${key}`]);
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: 7 }));
  expect(await doctorSays(key)).toEqual([
    `✖ encryption.kmsKeyArn names ${key}, which is in the state PendingDeletion: uploads to buckets that have it fail`,
    '  → enable the key, or cancel its deletion; where it is lost, docs/runbook.md says what to do',
  ]);
  await kms.send(new CancelKeyDeletionCommand({ KeyId: key }));
  await kms.send(new EnableKeyCommand({ KeyId: key }));
  expect(await doctorSays(key)).toEqual([`✔ S3 can encrypt with ${key}`]);
});

test('so is one that S3 cannot use, and one that does not exist', async () => {
  const signer = await createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  expect((await doctorSays(signer))[0]).toContain(
    'which is HMAC_256 for GENERATE_VERIFY_MAC, where S3 needs a symmetric key',
  );
  const nowhere = signer.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000');
  expect((await doctorSays(nowhere))[0]).toContain('which does not exist');
});

test('a question that KMS does not answer is unknown, and hides nothing else', async () => {
  const key = await createKey({});
  await aws.setFaults([{ operation: 'DescribeKey', rate: 1, fault: '403' }]);
  expect((await doctorSays(key))[0]).toMatch(/^\? whether S3 can encrypt with .*: cannot be told/);
});

async function createKey(input: CreateKeyCommandInput): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(input));
  return KeyMetadata?.Arn ?? '';
}

/** What `warden doctor` says of a key that the settings name: its line, and what to do. */
async function doctorSays(key: string): Promise<string[]> {
  const settings = join(folder, `${key.split('/')[1]}.config.ts`);
  const content = { encryption: { minimum: 'SSE-KMS', kmsKeyArn: key } };
  await writeFile(
    settings,
    `import { defineConfig } from '${projectRoot}/shared/settings.ts';\n` +
      `export default defineConfig(${JSON.stringify(content)});\n`,
  );
  const { stdout } = await wardenAt(aws, settings)('doctor');
  const lines = stdout.split('\n');
  const at = lines.findIndex((line) => line.includes(key));
  return lines.slice(at, at + 2).filter((line, index) => index === 0 || line.startsWith('  →'));
}
