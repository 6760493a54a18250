import {
  DeleteBucketTaggingCommand,
  GetBucketPolicyCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bucketName, configEvent, eventually } from './deployed.ts';
import { logLinesOf } from './log-lines.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';

const REASON = "exempt by the bucket's tag warden-exempt: legacy clients";

let own: OwnAws;
beforeAll(async () => {
  own = await startOwnAws('exempting.config.ts');
});
afterAll(() => own.aws.stop());
afterEach(async () => {
  await own.aws.setFaults([]);
  await own.aws.setEvents({ deliver: false });
});

/** A bucket that drifted in every way and has these tags. */
async function tagged(tags: Record<string, string>): Promise<string> {
  const Bucket = bucketName('tagged');
  await own.drift(Bucket);
  await tag(Bucket, tags);
  return Bucket;
}

function tag(Bucket: string, tags: Record<string, string>) {
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return own.aws.s3().send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
}

async function reconciledAt(bucket: string, ...ends: string[]): Promise<void> {
  await own.aws.putEvent(configEvent(bucket));
  await eventually(async () => expect(await own.endsOf(bucket)).toEqual(ends));
}

async function hasPolicy(Bucket: string): Promise<boolean> {
  return own.aws
    .s3()
    .send(new GetBucketPolicyCommand({ Bucket }))
    .then(
      () => true,
      () => false,
    );
}

test('a tagged bucket is exempt from the listed control only, and the look says so in log and metric, with the reason', async () => {
  const bucket = await tagged({ team: 'web', 'warden-exempt': 'legacy clients' });
  await reconciledAt(bucket, 'fixed');
  const [alert] = await own.alertsOf(bucket);
  expect(alert?.changes.map(({ facet }) => facet)).toEqual(['encryption', 'publicAccessBlock']);
  expect(alert?.controls.find(({ id }) => id === 'tls-only')).toMatchObject({
    status: 'exempt',
    reason: REASON,
  });

  await reconciledAt(bucket, 'fixed', 'exempt');
  expect(await hasPolicy(bucket)).toBe(false);
  expect(await own.alertsOf(bucket)).toHaveLength(1);
  const looked = (await logLinesOf(own.aws, bucket)).filter((line) => line['results']);
  expect(looked.at(-1)).toMatchObject({ outcome: 'exempt' });
  expect(looked.at(-1)?.['results']).toContainEqual(
    expect.objectContaining({ control: 'tls-only', status: 'exempt', reason: REASON }),
  );
  const metrics = (await own.aws.logs())
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line));
  expect(metrics).toContainEqual(
    expect.objectContaining({
      ...{ ControlOutcomes: 1, control: 'tls-only', outcome: 'exempt' },
      ...{ bucket, reason: REASON },
    }),
  );
});

test.each([
  [
    'DeleteBucketTagging',
    (Bucket: string) => own.aws.s3().send(new DeleteBucketTaggingCommand({ Bucket })),
  ],
  ['PutBucketTagging', (bucket: string) => tag(bucket, { team: 'web' })],
])('it is repaired when the tag goes, by %s', async (call, untag) => {
  const bucket = await tagged({ 'warden-exempt': 'legacy clients' });
  await reconciledAt(bucket, 'fixed');
  await own.aws.setEvents({ deliver: true });
  await untag(bucket);
  await eventually(async () => expect(await own.endsOf(bucket)).toEqual(['fixed', 'fixed']));
  expect(await hasPolicy(bucket)).toBe(true);
  const [, alert] = await own.alertsOf(bucket);
  expect(alert?.changes.map(({ facet }) => facet)).toEqual(['policy']);
  expect(alert?.triggers).toEqual([expect.objectContaining({ call })]);
});

test('tags that may not be read are taken for no exemption, and for no lack of one: somebody is asked', async () => {
  const bucket = await tagged({});
  await own.aws.setFaults([
    { operation: 'GetBucketTagging', caller: 'service', rate: 1, fault: '403' },
  ]);
  await reconciledAt(bucket, 'fixed');
  const [alert] = await own.alertsOf(bucket);
  expect(alert?.controls.find(({ id }) => id === 'tls-only')).toMatchObject({
    status: 'blocked',
    reason: 'the tags that could exempt it could not be read',
    obstacle: { kind: 'access-denied' },
  });
  expect(await hasPolicy(bucket)).toBe(false);
});

test('tags that cannot be read for now are read again, and what is not exempt is repaired then', async () => {
  const bucket = await tagged({});
  await own.aws.setFaults([
    { operation: 'GetBucketTagging', caller: 'service', rate: 1, fault: '503' },
  ]);
  await own.aws.putEvent(configEvent(bucket));
  await eventually(async () => expect(await own.endsOf(bucket)).toContain('retried'));
  expect(await hasPolicy(bucket)).toBe(false);
  await own.aws.setFaults([]);
  await eventually(async () => expect((await own.endsOf(bucket)).at(-1)).toBe('fixed'));
  expect(await hasPolicy(bucket)).toBe(true);
});

test('an exemption of the settings covers the buckets of its wildcard, until it has expired', async () => {
  const [exempt, expired] = [bucketName('legacy'), bucketName('expired')];
  for (const bucket of [exempt, expired]) {
    await own.drift(bucket);
    await reconciledAt(bucket, 'fixed');
  }
  const [alert] = await own.alertsOf(exempt);
  expect(alert?.changes.map(({ facet }) => facet)).toEqual(['encryption', 'policy']);
  expect(alert?.controls.find(({ id }) => id === 'block-public-access')).toMatchObject({
    status: 'exempt',
    reason: expect.stringMatching(/^exempt until [\d-]+ 23:59 UTC by team-web: partners read it$/),
  });
  const [other] = await own.alertsOf(expired);
  expect(other?.changes).toHaveLength(3);
});
