import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../shared/core/journal.ts';
import { aws, driftedBucket, policyOf, unheard } from './deployed.ts';
import { KEYS, wardenOnTerminal } from './terminal.ts';
import { warden, wardenJson } from './warden.ts';

const COLOUR = '\u001b[1m';
const QUESTION = 'to 1 bucket?';

test('fix asks on a terminal, and a bare Enter means no', async () => {
  const bucket = await driftedBucket('asked');
  await aws.clearCalls();
  const { exitCode, text } = await wardenOnTerminal(['fix', bucket], {
    answer: { to: QUESTION, keys: KEYS.enter },
  });
  expect(text).toContain('"Sid": "DenyInsecureTransport"');
  expect(text).toContain('Nothing was written.');
  expect(exitCode).toBe(1);
  expect(await writesTo(bucket)).toEqual([]);
});

test('fix writes after a yes', async () => {
  const bucket = await driftedBucket('agreed');
  const { exitCode, text } = await wardenOnTerminal(['fix', bucket], {
    answer: { to: QUESTION, keys: `y${KEYS.enter}` },
  });
  expect(text).toContain('✔ tls-only: written');
  expect(exitCode).toBe(0);
  expect(await policyOf(bucket)).toContain('DenyInsecureTransport');
});

test.each([
  ['an interrupt', KEYS.interrupt],
  ['the end of input', KEYS.endOfInput],
])('%s at the question writes nothing, and says so', async (_what, keys) => {
  const bucket = await driftedBucket('interrupted');
  await aws.clearCalls();
  const { exitCode, text } = await wardenOnTerminal(['fix', bucket], {
    answer: { to: QUESTION, keys },
  });
  expect(text).toContain('warden: nothing was written.');
  expect(text).not.toContain('Warning');
  expect(exitCode).toBe(2);
  expect(await writesTo(bucket)).toEqual([]);
});

test('undo asks on the terminal where its plan goes into a file', async () => {
  const bucket = await driftedBucket('filed');
  await unheard(() => warden('fix', '--yes', bucket));
  const id = await policyChangeOf(bucket);
  const into = await outputFile();
  const { exitCode, text } = await wardenOnTerminal(['undo', id, '--reason', 'old clients'], {
    into,
    answer: { to: 'Put it back?', keys: KEYS.enter },
  });
  expect(exitCode).toBe(1);
  expect(text).not.toContain('DenyInsecureTransport');
  const plan = await readFile(into, 'utf8');
  expect(plan).toContain('  Bucket policy is deleted:');
  expect(plan).toContain('-       "Sid": "DenyInsecureTransport"');
  expect(plan).toContain('Nothing was written.');
});

test('show --after writes a policy to the byte', async () => {
  const bucket = await driftedBucket('exact');
  await unheard(() => warden('fix', '--yes', bucket));
  const into = await outputFile();
  await wardenOnTerminal(['show', await policyChangeOf(bucket), '--after'], { into });
  expect(await readFile(into, 'utf8')).toBe(await policyOf(bucket));
});

test('long work shows that it goes on, and colours, on a terminal only', async () => {
  const bucket = await driftedBucket('watched');
  const seen = await wardenOnTerminal(['fix', bucket], {
    answer: { to: QUESTION, keys: KEYS.enter },
  });
  expect(seen.text).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] reading/);
  expect(seen.raw).toContain(COLOUR);
  const plain = await warden('fix', bucket);
  expect(plain.stderr).not.toContain('reading');
  expect(plain.stdout).not.toContain('\u001b[');
});

test('NO_COLOR is heeded on a terminal', async () => {
  const { raw } = await wardenOnTerminal(['explain', 'tls-only'], { env: { NO_COLOR: '1' } });
  expect(raw).toContain('tls-only');
  expect(raw).not.toContain(COLOUR);
});

test('what a terminal cannot show at once goes through the pager', async () => {
  const bucket = await driftedBucket('paged');
  const env = { PAGER: 'sed s/^/paged:/' };
  const short = await wardenOnTerminal(['audit', bucket], { rows: 3, env });
  expect(short.text).toMatch(/^paged:.*bucket/im);
  const tall = await wardenOnTerminal(['audit', bucket], { rows: 200, env });
  expect(tall.text).toContain(bucket);
  expect(tall.text).not.toContain('paged:');
});

test("an interrupt in the pager is the pager's: the command goes on until it is closed", async () => {
  const { exitCode, text } = await wardenOnTerminal(['explain', 'tls-only'], {
    rows: 3,
    env: { PAGER: `trap '' INT; cat; read key < /dev/tty; echo closed by $key` },
    answer: { to: 'To have it left alone', keys: `${KEYS.interrupt}q${KEYS.enter}` },
  });
  expect(text).toContain('closed by q');
  expect(exitCode).toBe(0);
});

async function outputFile(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'warden-output-')), 'output');
}

/** Id of the last change of the bucket's policy. */
async function policyChangeOf(bucket: string): Promise<string> {
  const entries: JournalEntry[] = await wardenJson('history', bucket);
  return entries.find(({ change }) => change.facet === 'policy')?.id ?? '';
}

async function writesTo(bucket: string): Promise<string[]> {
  const calls = await aws.calls();
  return calls
    .filter((call) => call.bucket === bucket && !call.operation.startsWith('Get'))
    .map(({ operation }) => operation);
}

test("other people's escape sequences are shown on a terminal, and not obeyed", async () => {
  const nasty = '\u001b[2J\u001b]0;pwned\u0007\u202eevil\u009b31m';
  const shown = '\\u001b[2J\\u001b]0;pwned\\u0007\\u202eevil\\u009b31m';
  const bucket = await driftedBucket('escapes');
  const words = ['exempt', bucket, '--control', 'tls-only', '--reason', nasty, '--for', '3'];
  expect((await warden(...words)).exitCode).toBe(0);
  const file = join(await mkdtemp(join(tmpdir(), 'warden-replay-')), 'event.json');
  const event = {
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: {
      ...{ eventID: 'e-1', eventSource: 's3.amazonaws.com', eventName: 'PutBucketPolicy' },
      ...{ eventTime: '2026-11-21T00:00:00Z', awsRegion: aws.region },
      recipientAccountId: aws.account,
      userIdentity: { type: 'IAMUser', userName: nasty, accountId: aws.account },
      requestParameters: { bucketName: bucket },
    },
  };
  await writeFile(file, JSON.stringify(event));
  for (const command of [['exemptions'], ['replay', file], ['audit', bucket]]) {
    // Wide enough that no column breaks the text, however long the names in the others are.
    const { raw } = await wardenOnTerminal(command, { rows: 500, columns: 300 });
    expect(raw.replaceAll(/\s+/g, '')).toContain(shown);
    for (const obeyed of ['pwned\u0007', '\u202e', '\u009b', '\u001b[2J']) {
      expect(raw.includes(obeyed)).toBe(false);
    }
  }
});
