import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { projectRoot } from '../../local/paths.ts';
import { aws, driftedBucket } from './deployed.ts';
import { commandAt } from './warden.ts';

/** Audits a bucket as from a shell in which the line of `npm run local` was pasted, and with this bundle. */
async function audit(bucket: string, bundle: string | undefined) {
  const { AWS_CA_BUNDLE: _, ...env } = commandAt(aws, 'warden.config.ts').env as NodeJS.ProcessEnv;
  return execa(process.execPath, [`${projectRoot}/cli/bin.js`, 'audit', bucket], {
    reject: false,
    extendEnv: false,
    env: {
      ...env,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
      ...(bundle !== undefined && { AWS_CA_BUNDLE: bundle }),
    },
  });
}

test('the certificates of AWS_CA_BUNDLE are trusted, and without it the endpoint is not', async () => {
  const bucket = await driftedBucket('bundled');
  const trusting = await audit(bucket, aws.caBundle);
  expect(trusting.stdout).toContain(bucket);
  expect(trusting.exitCode).toBe(1);
  const without = await audit(bucket, undefined);
  expect(without.stderr).toContain('certificate');
  expect(without.exitCode).toBe(2);
});

test('a bundle that is not there, or holds no certificate, is named with what to do', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'warden-bundle-')), 'ca.pem');
  const missing = await audit('any', file);
  expect(missing.stderr).toContain(`AWS_CA_BUNDLE names ${file}, which cannot be used (ENOENT`);
  expect(missing.stderr).toContain('name a file of CA certificates in PEM format');
  expect(missing.exitCode).toBe(2);
  writeFileSync(file, 'no certificate');
  expect((await audit('any', file)).stderr).toContain('it holds no certificate');
  writeFileSync(file, '-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n');
  expect((await audit('any', file)).stderr).toContain(`${file}, which cannot be used`);
});
