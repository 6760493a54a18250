import { CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { DescribeRuleCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { ListQueuesCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import { version } from '../../cli/shared/session/version.ts';
import { HEARTBEAT_CALL } from '../../shared/core/events/heartbeat.ts';
import {
  AlertInbox,
  aws,
  bucketName,
  configEvent,
  endsOf,
  eventually,
  logLines,
  serviceCalls,
  unheard,
} from './deployed.ts';
import { putDeadLetter } from './put-dead-letter.ts';
import { warden } from './warden.ts';

/** The Region beside the home Region in the settings of these tests. */
const abroad = 'eu-west-1';
const s3 = aws.s3(undefined, { region: abroad });
const inbox = new AlertInbox('regions-alerts');
beforeAll(() => inbox.ready());

const ALL_OFF = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

async function brokenAbroad(): Promise<string> {
  const Bucket = bucketName('abroad');
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  await s3.send(
    new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: ALL_OFF }),
  );
  return Bucket;
}

test('the forwarder listens for what the home stack listens for, whoever calls', async () => {
  const [here, there] = await Promise.all([patterns(aws.region), patterns(abroad)]);
  expect(here).toHaveLength(2);
  // Only home knows the session of the function, whose calls it leaves out, and hears the heartbeat.
  for (const { detail = {} } of here) {
    delete detail['$or'];
    if (Array.isArray(detail['eventName'])) {
      detail['eventName'] = detail['eventName'].filter((name) => name !== HEARTBEAT_CALL);
    }
  }
  expect(there).toEqual(here);
});

test('a bucket of another Region is repaired from home, in its own Region, and told about once', async () => {
  const Bucket = await brokenAbroad();
  const alert = await inbox.first(Bucket);
  expect(alert).toMatchObject({ outcome: 'fixed', bucket: { name: Bucket, region: abroad } });

  const { PublicAccessBlockConfiguration } = await s3.send(
    new GetPublicAccessBlockCommand({ Bucket }),
  );
  expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
  const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  expect(JSON.parse(Policy).Statement[0].Sid).toBe('DenyInsecureTransport');
  const { ServerSideEncryptionConfiguration } = await s3.send(
    new GetBucketEncryptionCommand({ Bucket }),
  );
  expect(
    ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault,
  ).toMatchObject({ SSEAlgorithm: 'aws:kms' });

  const calls = await serviceCalls(Bucket);
  expect(new Set(calls.map(({ region }) => region))).toEqual(new Set([abroad]));
  expect(await inbox.of(Bucket)).toHaveLength(1);
});

test("the service's own writes are sent home too, and the home rule stops them", async () => {
  const ownChanges = async () =>
    (await aws.logs()).filter((line) => line.includes('own-change')).length;
  const before = await ownChanges();
  const Bucket = await brokenAbroad();
  await inbox.first(Bucket);
  // Behind the events of the three writes: once it was handled, they would have been.
  await aws.putEvent({ ...configEvent(Bucket), region: abroad });
  await eventually(async () =>
    expect((await endsOf(Bucket)).filter((end) => end === 'compliant')).toHaveLength(1),
  );
  const looks = (await logLines(Bucket)).filter((line) => line.message === 'looked at a bucket');
  const triggers = looks.flatMap((line) => line['triggers'] as { kind: string; call?: string }[]);
  expect(triggers.map(({ kind, call }) => call ?? kind)).toEqual([
    'CreateBucket',
    'PutBucketPublicAccessBlock',
    'config-evaluation',
  ]);
  expect(await ownChanges()).toBe(before);
  expect(await inbox.of(Bucket)).toHaveLength(1);
});

test('a Config rule of another Region is asked there to judge again', async () => {
  const Bucket = await unheard(brokenAbroad);
  const { detail, ...event } = configEvent(Bucket);
  await aws.putEvent({ ...event, detail: { ...detail, awsRegion: abroad }, region: abroad });
  await inbox.first(Bucket);
  await eventually(async () => {
    const asked = (await aws.calls()).filter((call) => call.operation === 'DescribeConfigRules');
    expect(asked.map(({ region }) => region)).toContain(abroad);
  });
});

test('the doctor sees the forwarder, its version and what did not get home', async () => {
  const sqs = aws.sqs(undefined, { region: abroad });
  const { QueueUrls: [QueueUrl] = [] } = await sqs.send(
    new ListQueuesCommand({ QueueNamePrefix: 'BucketWardenForwarder' }),
  );
  const healthy = await warden('doctor');
  await putDeadLetter(sqs, QueueUrl, 'an event');
  const { stdout, exitCode } = await warden('doctor');
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(linesOf(healthy.stdout)).toEqual([
    '✔ eu-west-1: the forwarder is CREATE_COMPLETE',
    `✔ eu-west-1: version ${version} is deployed`,
    '✔ eu-west-1: the dead-letter queue is empty',
  ]);
  expect(linesOf(stdout)).toContain(
    '✖ eu-west-1: 1 event did not get home and is in the dead-letter queue',
  );
  expect(exitCode).toBe(1);
});

test('the doctor names a Region that holds a bucket and that nobody forwards', async () => {
  const CreateBucketConfiguration = { LocationConstraint: 'eu-north-1' as const };
  await aws
    .s3(undefined, { region: 'eu-north-1' })
    .send(new CreateBucketCommand({ Bucket: bucketName('unheard'), CreateBucketConfiguration }));
  const { stdout } = await warden('doctor');
  expect(stdout).toContain(
    '✖ eu-north-1 holds 1 bucket, and its events are not sent home: changes there start nothing',
  );
  for (const region of [aws.region, abroad, 'eu-north-1']) {
    expect(stdout).toContain(`✖ no trail reaches ${region}: S3 calls start nothing`);
  }
});

test('the doctor finds a second home stack in a Region of the settings', async () => {
  const cloudFormation = aws.cloudFormation(undefined, { region: abroad });
  const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
  const StackName = 'BucketWarden';
  const found = '✖ eu-west-1 has a BucketWarden stack of its own, and home is us-east-1';
  const before = await warden('doctor');
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
  const { stdout } = await warden('doctor');
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  expect(before.stdout).not.toContain('of its own');
  expect(stdout).toContain(`${found}\n  → two services would repair what the other exempted`);
});

function linesOf(stdout: string): string[] {
  return stdout.split('\n').filter((line) => line.slice(2).startsWith('eu-west-1: '));
}

interface Pattern {
  source: string[];
  detail?: Record<string, unknown>;
}

async function patterns(region: string): Promise<Pattern[]> {
  const events = aws.events(undefined, { region });
  const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: 'BucketWarden' }));
  const described = await Promise.all(
    Rules.map(({ Name }) => events.send(new DescribeRuleCommand({ Name }))),
  );
  const parsed = described.map(({ EventPattern = '' }) => JSON.parse(EventPattern) as Pattern);
  // The end of a deployment is home's alone.
  const ofBuckets = parsed.filter(({ source }) => String(source) !== 'aws.cloudformation');
  return ofBuckets.sort((a, b) => String(a.source).localeCompare(String(b.source)));
}
