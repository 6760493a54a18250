import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../cli/shared/session/version.ts';
import { projectRoot } from '../../local/paths.ts';
import {
  aws,
  bucketName,
  driftedBucket,
  ownSession,
  policyOf,
  publicAccessBlockOf,
  stack,
  unheard,
} from './deployed.ts';
import { putDeadLetter } from './put-dead-letter.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warden-cli-'));
  const { endpoint, caBundle, region } = aws;
  await writeFile(join(folder, 'stack.json'), JSON.stringify({ endpoint, caBundle, region }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => aws.setFaults([]));

const settings = fileURLToPath(new URL('warden.config.ts', import.meta.url));

/** Whoever runs the tests may be signed in to an account, which must not be reached. */
const withoutAws = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^AWS_|^FORCE_COLOR$/.test(name)),
);

/** Runs the command as a process of its own, in no terminal. */
async function warden(args: readonly string[], env: Record<string, string> = {}) {
  const { stdout, stderr, exitCode } = await execa(
    process.execPath,
    [`${projectRoot}/cli/bin.js`, ...args],
    {
      reject: false,
      stdin: 'ignore',
      extendEnv: false,
      env: {
        ...withoutAws,
        WARDEN_LOCAL_STACK: join(folder, 'stack.json'),
        WARDEN_CONFIG: settings,
        NO_COLOR: '1',
        ...env,
      },
    },
  );
  return { stdout, stderr, exitCode };
}

/** What was called on a bucket since the calls were last cleared. */
async function operationsOn(bucket: string): Promise<string[]> {
  const calls = (await aws.calls()).filter((call) => call.bucket === bucket);
  return [...new Set(calls.map((call) => call.operation))].sort();
}

const READS = ['GetBucketEncryption', 'GetBucketPolicy', 'GetPublicAccessBlock'];

describe('audit', () => {
  test('judges a drifted bucket by reads alone, and exits with 1', async () => {
    const bucket = await driftedBucket('audited');
    await aws.clearCalls();
    const { stdout, stderr, exitCode } = await warden(['audit', '--local', bucket]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`${bucket} +us-east-1 +✖ default-encryption +default encryption is AES256`),
    );
    expect(stdout).toMatch(/✖ tls-only +there is no bucket policy/);
    expect(stdout).toContain('1 bucket: ✖ 1 noncompliant.');
    expect(await operationsOn(bucket)).toEqual(READS);
  });

  test('of all buckets finds those of other Regions too', async () => {
    const here = await driftedBucket('here');
    const Bucket = bucketName('abroad');
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await unheard(() =>
      aws
        .s3(undefined, { region: 'eu-west-1' })
        .send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration })),
    );
    const { stdout, exitCode } = await warden(['audit', '--local', '--json']);
    expect(exitCode).toBe(1);
    const { buckets, summary } = JSON.parse(stdout);
    expect(buckets).toContainEqual(expect.objectContaining({ bucket: here, region: 'us-east-1' }));
    expect(buckets).toContainEqual(
      expect.objectContaining({ bucket: Bucket, region: 'eu-west-1', verdict: 'noncompliant' }),
    );
    expect(summary.buckets).toBe(buckets.length);
  });

  test('what cannot be read is unknown, not compliant', async () => {
    const bucket = await driftedBucket('unread');
    await warden(['fix', '--local', '--yes', bucket]);
    expect((await warden(['audit', '--local', bucket])).exitCode).toBe(0);
    await aws.setFaults([{ operation: 'GetBucketPolicy', caller: 'other', rate: 1, fault: '403' }]);
    const { stdout, exitCode } = await warden(['audit', '--local', '--csv', bucket]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${bucket},us-east-1,tls-only,high,enforce,unknown,`);
    expect(stdout).toContain(`${bucket},us-east-1,block-public-access,critical,enforce,compliant,`);
  });
});

describe('fix', () => {
  test('shows the plan, and writes nothing where nobody can be asked', async () => {
    const bucket = await driftedBucket('unasked');
    await aws.clearCalls();
    const { stdout, stderr, exitCode } = await warden(['fix', '--local', bucket]);
    expect(exitCode).toBe(2);
    expect(stderr).toBe('warden: nobody is there to ask: say --yes to write this.');
    expect(stdout).toContain('"Sid": "DenyInsecureTransport"');
    expect(await operationsOn(bucket)).toEqual(READS);
  });

  test('writes what it showed, and finds nothing to do afterwards', async () => {
    const bucket = await driftedBucket('fixed');
    const { stdout, exitCode } = await warden(['fix', '--local', '--yes', bucket]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${bucket}\n  ✔ default-encryption: written\n  ✔ tls-only: written`);
    expect(stdout).not.toContain('Not quite');
    expect(await policyOf(bucket)).toContain('DenyInsecureTransport');
    expect(Object.values((await publicAccessBlockOf(bucket)) ?? {})).toEqual(Array(4).fill(true));
    const again = await warden(['fix', '--local', '--yes', bucket]);
    expect(again).toMatchObject({ exitCode: 0, stdout: `${bucket} (us-east-1) is compliant.` });
  });

  test('one control of two buckets leaves the others alone', async () => {
    const [one, two] = [await driftedBucket('one'), await driftedBucket('two')];
    const args = ['fix', '--local', '--yes', '--control', 'tls-only', one, two];
    // Or the service would see to the others.
    const { exitCode } = await unheard(() => warden(args));
    expect(exitCode).toBe(0);
    for (const bucket of [one, two]) {
      expect(await policyOf(bucket)).toContain('DenyInsecureTransport');
      await expect(publicAccessBlockOf(bucket)).rejects.toThrow(/public access block/i);
    }
  });

  test('what needs a person is said, and exits with 1', async () => {
    const bucket = await driftedBucket('stuck');
    await aws.plantPolicy(bucket, '{ "Statement": [');
    const { stdout, exitCode } = await warden(['fix', '--local', '--yes', bucket]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('! tls-only cannot be repaired: the bucket policy is malformed');
    expect(stdout).toContain('✔ block-public-access: written');
    expect(await policyOf(bucket)).toBe('{ "Statement": [');
  });
});

describe('replay', () => {
  const callOn = (bucketName: string, fields: object = {}) => ({
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'alice', accountId: aws.account },
    eventTime: '2026-11-20T09:15:02Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'PutBucketPolicy',
    awsRegion: aws.region,
    requestParameters: { bucketName },
    eventID: '000d004d-5f1e-4c52-9a7b-3d2e8c6b1a4d',
    readOnly: false,
    recipientAccountId: aws.account,
    ...fields,
  });

  async function replay(record: object) {
    const file = join(folder, 'event.json');
    await writeFile(file, JSON.stringify(record));
    return warden(['replay', '--local', file]);
  }

  test('a call is picked up and planned, and nothing is written', async () => {
    const bucket = await driftedBucket('replayed');
    await aws.clearCalls();
    const { stdout, exitCode } = await replay(callOn(bucket));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Rules +picked up by BucketWarden-IntakeApiCalls/);
    expect(stdout).toContain('alice called PutBucketPolicy');
    expect(stdout).toContain('✖ tls-only, to be repaired: there is no bucket policy');
    expect(stdout).toContain('"Sid": "DenyInsecureTransport"');
    expect(await operationsOn(bucket)).toEqual(READS);
  });

  test('a failed call is heard of by no rule and ignored', async () => {
    const { stdout, exitCode } = await replay(callOn('any', { errorCode: 'AccessDenied' }));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('no rule of the stack in us-east-1 picks it up');
    expect(stdout).toContain('nothing to do: failed-call');
  });

  test("the service's own call is known by the function that is deployed", async () => {
    const userIdentity = { type: 'AssumedRole', arn: ownSession };
    const { stdout } = await replay(callOn('any', { userIdentity }));
    expect(stdout).toContain('no rule of the stack in us-east-1 picks it up');
    expect(stdout).toContain('nothing to do: own-change');
  });

  test('a call of a Region that sends no events home does not reach the service', async () => {
    const bucket = await driftedBucket('unheard-of');
    const { stdout, exitCode } = await replay(callOn(bucket, { awsRegion: 'ap-south-1' }));
    expect(stdout).toMatch(/Rules +ap-south-1 sends no events home: the service would not hear of/);
    expect(exitCode).toBe(0);
  });

  test('a call of a forwarded Region is picked up there, and then at home', async () => {
    const { stdout } = await replay(callOn('any', { awsRegion: 'eu-west-1' }));
    expect(stdout).toMatch(
      /Rules +picked up by BucketWardenForwarder-.*ApiCalls.*; then picked up by BucketWarden-Intake/,
    );
  });

  test('a log file is replayed as it lies in the bucket of the trail, each call that changes something', async () => {
    const bucket = await driftedBucket('logged');
    const file = join(folder, 'log.json.gz');
    const Records = [
      callOn(bucket),
      callOn(bucket, { eventName: 'GetBucketPolicy', readOnly: true }),
      callOn(bucketName('never-made'), { eventID: 'gone' }),
    ];
    await writeFile(file, gzipSync(JSON.stringify({ Records })));
    const all = await warden(['replay', '--local', file]);
    expect(all.exitCode).toBe(1);
    expect(all.stdout).toContain(
      'Log file of 3 records: 2 S3 management calls that change something',
    );
    expect(all.stdout).toContain('✖ tls-only, to be repaired: there is no bucket policy');
    expect(all.stdout).toContain('does not exist (any more)');
    const one = await warden(['replay', '--local', file, '--event-id', 'gone']);
    expect(one.exitCode).toBe(0);
    expect(one.stdout).toContain('the one with eventID gone');
    expect(one.stdout).not.toContain('tls-only');
  });

  test('a bucket that is gone would be left', async () => {
    const { stdout, exitCode } = await replay(callOn(bucketName('never-made')));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('does not exist (any more)');
  });
});

describe('doctor', () => {
  test('sees the stack, its version, who is told and what was given up', async () => {
    const sqs = aws.sqs();
    const queues = [stack.DeadLetterQueueUrl, stack.SweepDeadLetterQueueUrl];
    for (const QueueUrl of queues) await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    const healthy = await warden(['doctor', '--local']);
    expect(healthy.stderr).toBe('');
    expect(healthy.stdout).toContain('✖ no trail reaches us-east-1');
    expect(healthy.stdout).toContain('✔ the stack in us-east-1 is CREATE_COMPLETE');
    expect(healthy.stdout).toContain(`✔ version ${version} is deployed`);
    expect(healthy.stdout).toContain(
      '✔ alerts reach arn:aws:sqs:us-east-1:000000000000:local-alerts',
    );
    for (const kind of ['events', 'sweeps']) {
      expect(healthy.stdout).toContain(`✔ the dead-letter queue of ${kind} is empty`);
    }
    for (const QueueUrl of queues) {
      await putDeadLetter(sqs, QueueUrl, 'given up');
    }
    const { stdout, exitCode } = await warden(['doctor', '--local']);
    for (const QueueUrl of queues) await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);
    for (const [kind, url] of [
      ['events', stack.EventsQueueUrl],
      ['sweeps', stack.SweepQueueUrl],
    ] as const) {
      const moved = `✖ 1 message in the dead-letter queue of ${kind}\n.*:${nameOf(url)}$`;
      expect(stdout).toMatch(new RegExp(moved, 'm'));
    }
    expect(exitCode).toBe(1);
  });

  test('says that there is no stack in another Region', async () => {
    const { stdout, exitCode } = await warden(['doctor', '--local', '--region', 'eu-west-1']);
    expect(stdout).toContain('✖ there is no Bucket Warden stack in eu-west-1');
    expect(exitCode).toBe(1);
  });

  test('a check that is denied says so, and ends none of the others', async () => {
    await aws.setFaults([{ operation: 'DescribeTrails', rate: 1, fault: '403' }]);
    const { stdout } = await warden(['doctor', '--local']);
    expect(stdout).toContain('? whether a trail logs management events: cannot be told');
    expect(stdout).toContain(`✔ version ${version} is deployed`);
  });
});

describe('what was exempted by command cannot be known', () => {
  const ELSEWHERE = ['--local', '--region', 'eu-west-1'];
  const NOTE =
    /^warden: what `warden exempt` exempted is not known.*no Bucket Warden stack in eu-west-1/;

  test('without a stack in the Region: audit judges all the same, and says so', async () => {
    const bucket = await driftedBucket('stackless');
    const { stdout, stderr, exitCode } = await warden(['audit', ...ELSEWHERE, bucket]);
    expect(stderr).toMatch(NOTE);
    expect(stdout).toContain('1 bucket: ✖ 1 noncompliant.');
    expect(exitCode).toBe(1);
  });

  test('without a stack in the Region: exemptions does not say that there are none', async () => {
    const { stdout, stderr, exitCode } = await warden(['exemptions', ...ELSEWHERE]);
    expect(stderr).toMatch(NOTE);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test('without the permission: exemptions does not say that there are none', async () => {
    await aws.setFaults([{ operation: 'DescribeStacks', rate: 1, fault: '403' }]);
    const { stdout, stderr, exitCode } = await warden(['exemptions', '--local']);
    expect(stderr).toMatch(/^warden: what `warden exempt` exempted is not known.*refused/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test('fix says that there is no stack before it plans and asks', async () => {
    const bucket = await driftedBucket('unplanned');
    const { stdout, stderr, exitCode } = await warden(['fix', ...ELSEWHERE, bucket]);
    expect(stderr).toMatch(/^warden: there is no Bucket Warden stack in eu-west-1/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

describe('an error is one sentence, and exits with 2', () => {
  const NOBODY = {
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'us-east-1',
  };
  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['no such bucket', ['audit', '--local', 'not-there'], {}, /has no bucket not-there\.$/],
    ['no credentials', ['audit'], NOBODY, /there are no AWS credentials to work with/],
    ['no Region', ['audit'], { ...NOBODY, AWS_REGION: '' }, /no Region is known/],
    [
      'no local AWS',
      ['audit', '--local'],
      { WARDEN_LOCAL_STACK: '/dev/null/none' },
      /the local AWS is not running: start it with/,
    ],
    ['no such settings', ['explain', '--config', 'none.ts'], {}, /there is no settings file/],
    [
      'an unknown control',
      ['explain', 'tls'],
      {},
      /no control "tls"\. The controls are: .*tls-only/,
    ],
    ['an unknown command', ['audti'], {}, /unknown command 'audti'\n\(Did you mean audit\?\)/],
    ['two formats', ['audit', '--json', '--csv'], {}, /cannot be used with/],
    ['a file that is no event', ['replay', '--local', 'package.json'], {}, /this is no event/],
  ])('%s', async (_situation, args, env, sentence) => {
    const { stdout, stderr, exitCode } = await warden(args, env);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^warden: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test.skipIf(!existsSync('/dev/full'))('a disk that is full', async () => {
    const words = [process.execPath, `${projectRoot}/cli/bin.js`, 'explain', '--config', settings];
    const { stderr, exitCode } = await execa('sh', ['-c', '"$@" > /dev/full', 'sh', ...words], {
      reject: false,
    });
    expect(stderr).toMatch(/^warden: the output cannot be written: ENOSPC.*$/);
    expect(exitCode).toBe(2);
  });

  test('wrong settings, with the field', async () => {
    const wrong = fileURLToPath(new URL('../infra/wrong.config.ts', import.meta.url));
    const { stderr, exitCode } = await warden(['audit', '--local', '--config', wrong]);
    expect(stderr).toContain('encryption.minimum: expected');
    expect(exitCode).toBe(2);
  });

  test('a user who may not list buckets, by the default credentials', async () => {
    const iam = aws.iam();
    const UserName = 'cli-reader';
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const env = {
      AWS_ENDPOINT_URL: aws.endpoint,
      NODE_EXTRA_CA_CERTS: aws.caBundle,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    };
    const denied = await warden(['audit'], env);
    expect(denied.exitCode).toBe(2);
    expect(denied.stderr).toMatch(/^warden: AWS refused: .*ListAllMyBuckets.*$/);

    // What the help names is enough.
    const help = await warden(['audit', '--help']);
    const actions = [...help.stdout.matchAll(/^ {2}(\w+:\w+)$/gm)].map(([, action]) => action);
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'audit', PolicyDocument }));
    const bucket = await driftedBucket('as-user');
    const { stdout, exitCode } = await warden(['audit', '--json', bucket], env);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).summary).toMatchObject({ noncompliant: 1, unknown: 0 });
  });
});
