import { setTimeout as sleep } from 'node:timers/promises';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../local/gateway/faults.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { type CaughtEvents, catchEvents } from './catch-events.ts';

let aws: LocalAws;
let caught: CaughtEvents;
const Bucket = 'bucket-one';
const once = { maxAttempts: 1 };
const asService = { maxAttempts: 1, customUserAgent: 'bucket-warden/test' };

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  caught = await catchEvents(aws, 'all', { account: [aws.account] });
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  await aws.setFaults([]);
  await aws.setEvents({});
  await aws.clearCalls();
});

const acl = (options = once) =>
  aws.s3(undefined, options).send(new GetBucketAclCommand({ Bucket }));
const version = (options = once) =>
  aws
    .s3(undefined, options)
    .send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
const ask = (method: string, path: string, body?: unknown) =>
  fetch(`${aws.plainEndpoint}/_local/${path}`, {
    method,
    body: typeof body === 'string' ? body : (JSON.stringify(body) ?? null),
  });

test('every call is recorded with who made it, to which service and how it went', async () => {
  await acl(asService);
  await aws
    .s3()
    .send(new HeadBucketCommand({ Bucket: 'not-there' }))
    .catch(() => {});
  await aws.sqs().send(new ListQueuesCommand({}));
  await aws.sns().send(new ListTopicsCommand({}));
  await aws.iam().send(new ListUsersCommand({}));
  const calls = await aws.calls();
  expect(calls.map(({ time: _, durationMs: __, region: ___, ...call }) => call)).toEqual([
    { service: 's3', operation: 'GetBucketAcl', bucket: Bucket, status: 200, caller: 'service' },
    { service: 's3', operation: 'HeadBucket', bucket: 'not-there', status: 404, caller: 'other' },
    { service: 'sqs', operation: 'ListQueues', bucket: null, status: 200, caller: 'other' },
    { service: 'sns', operation: 'ListTopics', bucket: null, status: 200, caller: 'other' },
    { service: 'iam', operation: 'ListUsers', bucket: null, status: 200, caller: 'other' },
  ]);
  for (const { time, durationMs, region } of calls) {
    expect(region).toBe('us-east-1');
    expect(new Date(time).toISOString()).toBe(time);
    expect(durationMs).toBeGreaterThan(0);
  }
  await aws.clearCalls();
  expect(await aws.calls()).toEqual([]);
});

const faults: [Fault['fault'], string, number][] = [
  ['503', 'SlowDown', 503],
  ['409', 'OperationAborted', 409],
  ['500', 'InternalError', 500],
  ['403', 'AccessDenied', 403],
];
test.for(faults)('a %s takes the place of the call', async ([fault, name, status]) => {
  await aws.setFaults([{ operation: 'PutBucketVersioning', rate: 1, fault }]);
  await expect(version()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
  const { Status } = await aws.s3().send(new GetBucketVersioningCommand({ Bucket }));
  expect(Status).toBeUndefined();
  expect((await aws.calls())[0]).toMatchObject({ operation: 'PutBucketVersioning', status });
});

test('any error of AWS can take the place of the call', async () => {
  const error = { status: 400, code: 'KMS.NotFoundException', message: 'Invalid keyId' };
  await aws.setFaults([{ operation: 'PutBucketVersioning', rate: 1, fault: 'error', error }]);
  await expect(version()).rejects.toMatchObject({
    name: error.code,
    message: error.message,
    $metadata: { httpStatusCode: 400 },
  });
});

const optIn: [string, string][] = [
  ['InvalidToken', 'The provided token is malformed or otherwise invalid.'],
  [
    'IllegalLocationConstraintException',
    'The af-south-1 location constraint is incompatible for the region specific endpoint this request was sent to.',
  ],
];
test.for(optIn)('a Region that is not opted into can answer with %s', async ([code, message]) => {
  const error = { status: 400, code, message };
  await aws.setFaults([{ region: 'af-south-1', rate: 1, fault: 'error', error }]);
  const abroad = aws.s3(undefined, { ...once, region: 'af-south-1' });
  await expect(abroad.send(new GetBucketAclCommand({ Bucket }))).rejects.toMatchObject({
    name: code,
    message,
    $metadata: { httpStatusCode: 400 },
  });
  expect((await acl()).Owner).toBeDefined();
});

test('a fault can be for one bucket', async () => {
  await aws.setFaults([{ bucket: 'bucket-two', rate: 1, fault: '503' }]);
  expect((await acl()).Owner).toBeDefined();
  const other = aws.s3(undefined, once).send(new GetBucketAclCommand({ Bucket: 'bucket-two' }));
  await expect(other).rejects.toMatchObject({ name: 'SlowDown' });
});

test('other protocols get errors in their own form', async () => {
  await aws.setFaults([{ rate: 1, fault: '403' }]);
  const refusal = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } };
  await expect(aws.sqs().send(new ListQueuesCommand({}))).rejects.toMatchObject(refusal);
  await expect(aws.iam().send(new ListUsersCommand({}))).rejects.toMatchObject(refusal);
});

test('a reset ends the connection, and is recorded without a status', async () => {
  await aws.setFaults([{ operation: 'GetBucketAcl', rate: 1, fault: 'reset' }]);
  await expect(acl()).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
  expect(await aws.calls()).toMatchObject([{ operation: 'GetBucketAcl', status: 0 }]);
});

test('a call that times out is never answered', async () => {
  await aws.setFaults([{ operation: 'GetBucketAcl', rate: 1, fault: 'timeout' }]);
  const abortSignal = AbortSignal.timeout(300);
  const call = aws.s3().send(new GetBucketAclCommand({ Bucket }), { abortSignal });
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});

test('latency delays the calls of one caller, which then go on', async () => {
  await aws.setFaults([{ caller: 'service', rate: 1, fault: 'latency', latencyMs: 300 }]);
  await acl();
  await acl(asService);
  const [other, service] = await aws.calls();
  expect(other?.durationMs).toBeLessThan(250);
  expect(service?.durationMs).toBeGreaterThanOrEqual(299);
  expect(service?.status).toBe(200);
});

test('a fault strikes as often as its rate says', async () => {
  await aws.setFaults([{ operation: '*', rate: 0.5, fault: '503' }]);
  await Promise.all(Array.from({ length: 60 }, () => acl().catch(() => {})));
  const struck = (await aws.calls()).filter(({ status }) => status === 503).length;
  expect(struck).toBeGreaterThan(10);
  expect(struck).toBeLessThan(50);
});

test('a held call waits before it reaches the bucket, until it is released', async () => {
  const hold = await aws.hold({ operation: 'PutBucketVersioning', caller: 'service' });
  await version();
  const held = version(asService);
  await hold.reached();
  await sleep(50);
  expect((await aws.calls()).map(({ caller }) => caller)).toEqual(['other']);
  await hold.release();
  await held;
  await version(asService);
  expect(await aws.calls()).toHaveLength(3);
});

test('an event of any source can be put on the bus', async () => {
  await caught.take(100, 1200);
  const detail = { configRuleName: 'rule' };
  const type = 'Config Rules Compliance Change';
  const id = await aws.putEvent({ source: 'aws.config', 'detail-type': type, detail });
  expect(await caught.take(1)).toMatchObject([
    { id, source: 'aws.config', 'detail-type': type, detail, region: 'us-east-1' },
  ]);
});

test('a badly behaved bus loses, doubles, delays and shuffles the events of calls', async () => {
  await aws.setEvents({ deliver: false });
  await version();
  expect(await caught.take(1, 1000)).toEqual([]);

  await aws.setEvents({ duplicate: 1, delayMs: 700 });
  const start = performance.now();
  await version();
  const [first, second] = await caught.take(2);
  expect(performance.now() - start).toBeGreaterThan(690);
  expect(second?.detail).toEqual(first?.detail);

  await aws.setEvents({ shuffle: true });
  const sent: string[] = [];
  aws.happenings.on('event', ({ detail }) => sent.push(String(detail['eventID'])));
  for (let i = 0; i < 12; i++) await version();
  const came = (await caught.take(12)).map(({ detail }) => detail.eventID);
  expect(came).not.toEqual(sent);
  expect(came.toSorted()).toEqual(sent.toSorted());
});

test.for([
  ['PUT', 'faults', 'not JSON', 'not JSON'],
  ['PUT', 'faults', { rate: 1 }, 'Expected Array'],
  ['PUT', 'faults', [{ rate: 2, fault: '503' }], '0.rate'],
  ['PUT', 'faults', [{ rate: 1, fault: '418' }], '0.fault'],
  ['PUT', 'faults', [{ rate: 1, fault: '503', caller: 'me' }], '0.caller'],
  ['PUT', 'faults', [{ rate: 1, fault: 'latency' }], '0.latencyMs'],
  ['PUT', 'faults', [{ rate: 1, fault: 'error' }], '0.error'],
  ['PUT', 'faults', [{ rate: 1, fault: '503', buckets: 'b' }], '0.buckets'],
  ['PUT', 'events', { deliver: 'no' }, 'deliver'],
  ['PUT', 'events', { delay: 5 }, 'delay'],
  ['PUT', 'events', { duplicate: 2 }, 'duplicate'],
  ['POST', 'events', { source: 'aws.s3', 'detail-type': 'x' }, 'detail'],
  ['PUT', 'holds', {}, 'operation'],
  ['PUT', 'cloudtrail', { delayMs: -1 }, 'delayMs'],
  ['PUT', 'stale-reads', [{ operation: 'PutBucketPolicy' }], '0.operation'],
  ['PUT', 'stale-reads', [{ operation: 'GetBucketPolicy', times: 0 }], '0.times'],
] as [string, string, unknown, string][])(
  '%s %s with %j is refused and says why',
  async ([method, path, body, reason]) => {
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { message: string }).message).toContain(reason);
  },
);

test('what is not there is not found', async () => {
  expect((await ask('GET', 'nothing')).status).toBe(404);
  expect((await ask('DELETE', 'holds/none')).status).toBe(404);
});
