import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { projectRoot } from '../../local/paths.ts';
import { startLocalAws } from '../../local/start.ts';

const node = `${projectRoot}/node_modules/.bin/node`;
const starter = `
  import { startLocalAws } from '${projectRoot}/local/start.ts';
  const { emulatorEndpoint, caBundle } = await startLocalAws({ deploy: false });
  console.log(JSON.stringify({ emulatorEndpoint, caBundle }));
  process.stdin.on('data', () => { throw new Error('crashed'); });
  setInterval(() => {}, 1000);
`;

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

async function startElsewhere() {
  const child = execa(node, ['--input-type=module', '--eval', starter], {
    reject: false,
    stdin: 'pipe',
  });
  return { child, ...JSON.parse(await lineOf(child, /^\{/)) };
}

/** The first line that matches. Iterating over the process itself would wait for its end. */
async function lineOf({ stdout }: { stdout: Readable }, pattern: RegExp): Promise<string> {
  for await (const line of createInterface({ input: stdout })) if (pattern.test(line)) return line;
  throw new Error('it ended without the line');
}

test('stop leaves no process and no file behind', async () => {
  const aws = await startLocalAws({ deploy: false });
  expect(await answers(aws.emulatorEndpoint)).toBe(true);
  await aws.stop();
  expect(await answers(aws.emulatorEndpoint)).toBe(false);
  expect(existsSync(dirname(aws.caBundle))).toBe(false);
});

const ends: [string, (child: Awaited<ReturnType<typeof startElsewhere>>['child']) => unknown][] = [
  ['SIGINT', (child) => child.kill('SIGINT')],
  ['SIGTERM', (child) => child.kill('SIGTERM')],
  ['SIGKILL', (child) => child.kill('SIGKILL')],
  ['a crash', (child) => child.stdin.write('crash')],
];
test.for(ends)('%s of its starter ends it and clears up', async ([, end]) => {
  const { child, emulatorEndpoint, caBundle } = await startElsewhere();
  expect(await answers(emulatorEndpoint)).toBe(true);
  end(child);
  await child;
  await expect.poll(() => answers(emulatorEndpoint)).toBe(false);
  await expect.poll(() => existsSync(dirname(caBundle))).toBe(false);
});

test('npm run local says when it is ready, where, and ends with exit code 0', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bucket-warden-test-'));
  const stackFile = `${folder}/stack.json`;
  const child = execa(node, ['local/run.ts', '--stack-file', stackFile], {
    cwd: projectRoot,
    reject: false,
  });
  const ready = await lineOf(child, /^ready /);
  const stack = JSON.parse(await readFile(stackFile, 'utf8'));
  expect(Object.keys(stack)).toEqual([
    ...['endpoint', 'plainEndpoint', 'caBundle', 'region', 'account', 'alertsTopicArn'],
    ...['alertsQueueUrl', 'eventsQueueUrl', 'deadLetterQueueUrl', 'functionName'],
  ]);
  expect(`ready ${stack.endpoint}`).toBe(ready);
  expect(await answers(`${stack.plainEndpoint}/_local/calls`)).toBe(true);
  child.kill('SIGTERM');
  const { exitCode, stdout } = await child;
  expect(exitCode).toBe(0);
  const exported = `export AWS_ENDPOINT_URL='${stack.endpoint}' AWS_CA_BUNDLE='${stack.caBundle}'`;
  expect(stdout).toContain(exported);
  expect(existsSync(stackFile)).toBe(false);
  expect(await answers(`${stack.plainEndpoint}/_local/calls`)).toBe(false);
  await rm(folder, { recursive: true });
});

test('npm run local offers a user beside root, tells where events are from, and has whole mails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bucket-warden-test-'));
  const stackFile = `${folder}/stack.json`;
  const options = ['--stack-file', stackFile, '--mails'];
  const child = execa(node, ['local/run.ts', ...options], { cwd: projectRoot, reject: false });
  let shown = '';
  child.stdout.on('data', (data: Buffer) => {
    shown += data.toString();
  });
  await expect.poll(() => shown).toContain('To try next');
  const [, users = ''] = shown.match(/^export .*$/gm) ?? [];
  const variable = (name: string) => new RegExp(`${name}='([^']+)'`).exec(users)?.[1] ?? '';
  const { plainEndpoint: endpoint, region } = JSON.parse(await readFile(stackFile, 'utf8'));
  const s3 = new S3Client({
    ...{ endpoint, region, forcePathStyle: true },
    credentials: {
      accessKeyId: variable('AWS_ACCESS_KEY_ID'),
      secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
    },
  });
  await s3.send(new CreateBucketCommand({ Bucket: 'my-first-bucket' }));
  await expect
    .poll(() => shown)
    .toMatch(/event {2}CreateBucket my-first-bucket by developer in us-east-1\n/);
  await expect.poll(() => shown).toMatch(/^Subject: Fixed: bucket my-first-bucket/m);
  await expect.poll(() => shown).toMatch(/^WHAT WAS CHANGED/m);
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(0);
  await rm(folder, { recursive: true });
});
