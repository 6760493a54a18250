import { type S3Client, S3ServiceException, type Tag } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { BucketGoneError } from '../../shared/aws/errors.ts';
import {
  exemptingOf,
  readExemptingTag,
  settingsExemptions,
} from '../../shared/reconcile/exempting.ts';

const bucket = {
  kind: 'bucket' as const,
  name: 'web',
  region: 'eu-central-1',
  account: '111122223333',
  partition: 'aws',
};
const exemptByTag = { key: 'warden-exempt', controls: ['tls-only'] };

function answering(answer: Tag[] | Error) {
  const inputs: unknown[] = [];
  const send = async ({ input }: { input: unknown }) => {
    inputs.push(input);
    if (answer instanceof Error) throw answer;
    return { TagSet: answer };
  };
  return { s3: { send } as unknown as S3Client, inputs };
}

function refusal(name: string, httpStatusCode: number) {
  return new S3ServiceException({
    name,
    message: name,
    $fault: 'client',
    $metadata: { httpStatusCode },
  });
}

describe('exemption by tag', () => {
  test('costs nothing where it is off', async () => {
    const { s3, inputs } = answering([{ Key: 'warden-exempt', Value: 'x' }]);
    expect(await readExemptingTag(s3, bucket, {})).toEqual({ exemptions: [] });
    expect(inputs).toEqual([]);
  });

  test('exempts from the listed controls while the tag is there, and asks the owner once', async () => {
    const { s3, inputs } = answering([
      { Key: 'team', Value: 'a' },
      { Key: 'warden-exempt', Value: 'legacy clients' },
    ]);
    const { exemptions } = await readExemptingTag(s3, bucket, { exemptByTag });
    expect(exemptions).toEqual([
      {
        source: 'tag',
        bucket: 'web',
        controls: ['tls-only'],
        owner: "the bucket's tag warden-exempt",
        reason: 'legacy clients',
      },
    ]);
    expect(inputs).toEqual([{ Bucket: 'web', ExpectedBucketOwner: '111122223333' }]);
  });

  test.each<[string, Tag[] | Error]>([
    ['another tag', [{ Key: 'team', Value: 'warden-exempt' }]],
    ['another case', [{ Key: 'Warden-Exempt', Value: 'x' }]],
    ['no tags', refusal('NoSuchTagSet', 404)],
  ])('does not exempt: %s', async (_situation, answer) => {
    const { s3 } = answering(answer);
    expect(await readExemptingTag(s3, bucket, { exemptByTag })).toEqual({ exemptions: [] });
  });

  test('is unknown where the tags could not be read, and gone with the bucket', async () => {
    const read = (error: Error) => readExemptingTag(answering(error).s3, bucket, { exemptByTag });
    expect(await read(refusal('AccessDenied', 403))).toMatchObject({
      exemptions: [],
      unread: { controls: ['tls-only'], observation: { state: 'unknown', reason: 'denied' } },
    });
    expect((await read(refusal('SlowDown', 503))).unread?.observation.reason).toBe('unavailable');
    await expect(read(refusal('NoSuchBucket', 404))).rejects.toThrow(BucketGoneError);
  });
});

describe('exemptions of the settings', () => {
  const one = { bucket: 'we*', reason: 'r', owner: 'o', expires: '2027-01-31' };
  const at = (now: string) =>
    exemptingOf({ exemptions: [one] }, 'web', [], { exemptions: [] }, Date.parse(now)).exemptions;

  test('count through their last day', () => {
    expect(at('2027-01-31T23:59:59.000Z')).toEqual(settingsExemptions({ exemptions: [one] }));
    expect(at('2027-02-01T00:00:00.000Z')).toEqual([]);
  });

  test('stand beside those of people and of a tag, and what was not read stays unread', () => {
    const dynamic = {
      ...one,
      source: 'person' as const,
      createdAt: '2026-11-01T00:00:00.000Z',
      expires: '2027-01-31T00:00:00.000Z',
    };
    const tag = { ...one, source: 'tag' as const, bucket: 'web', expires: undefined };
    const unread = {
      controls: ['tls-only'],
      observation: { state: 'unknown', reason: 'denied', detail: '' } as const,
    };
    const now = Date.parse('2026-11-21T00:00:00.000Z');
    const settings = { exemptions: [one] };
    const found = exemptingOf(settings, 'web', [dynamic], { exemptions: [tag], unread }, now);
    expect(found.exemptions.map(({ source }) => source)).toEqual(['settings', 'person', 'tag']);
    expect(found.unread).toBe(unread);
    const sooner = { ...settings, longestExemptionDays: 20 };
    const ended = exemptingOf(sooner, 'web', [dynamic], { exemptions: [] }, now + 86_400_000);
    expect(ended.exemptions.map(({ source }) => source)).toEqual(['settings']);
    expect(exemptingOf(settings, 'other', [], { exemptions: [] }, now).exemptions).toEqual([]);
  });
});
