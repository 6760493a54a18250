import { describe, expect, test } from 'vitest';
import type { Plan } from '../../shared/core/decide.ts';
import type { Put } from '../../shared/model/facet.ts';
import type { ApiCallTrigger } from '../../shared/model/trigger.ts';
import { leftToPeople, staleReads, withoutStale } from '../../shared/reconcile/stale-reads.ts';
import type { EncryptionConfiguration } from '../../shared/resources/bucket/encryption.ts';

const SECOND = Date.parse('2026-11-21T10:00:00Z');
const doc = (Sid: string, Principal: unknown = '*') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid, Effect: 'Deny', Principal, Action: 's3:*', Resource: '*' }],
  });

const CALLS = { policy: 'PutBucketPolicy', encryption: 'PutBucketEncryption' } as const;

function event(
  put: Put | undefined,
  seconds = 0,
  call: string = CALLS[put?.facet === 'encryption' ? 'encryption' : 'policy'],
) {
  const trigger: ApiCallTrigger = {
    kind: 'api-call',
    id: `${call}-${seconds}`,
    time: new Date(SECOND + seconds * 1000).toISOString(),
    call,
    actor: { type: 'IAMUser', name: 'alice' },
    ...(put && { put }),
  };
  return trigger;
}

const putPolicy = (value: string | undefined, seconds = 0) =>
  event(
    { facet: 'policy', value },
    seconds,
    value === undefined ? 'DeleteBucketPolicy' : undefined,
  );

/** The facets that count as older than the events, read three seconds after the first of them. */
function stale(
  read: string | undefined,
  triggers: readonly ApiCallTrigger[],
  ownPolicyMs?: number,
  nowMs = SECOND + 3_000,
) {
  const policy =
    read === undefined
      ? ({ state: 'absent' } as const)
      : ({ state: 'present', value: read } as const);
  return staleReads({ policy }, triggers, { policy: ownPolicyMs }, nowMs).map(({ facet }) => facet);
}

describe('a policy that was read counts as older than an event', () => {
  test('where it is not what the newest event put, and nothing later explains it', () => {
    expect(stale(doc('old'), [putPolicy(doc('new'))])).toEqual(['policy']);
    expect(stale(undefined, [putPolicy(doc('new'))])).toEqual(['policy']);
    expect(stale(doc('old'), [putPolicy(undefined)])).toEqual(['policy']);
    const newer = [putPolicy(doc('old'), 0), putPolicy(doc('new'), 1)];
    expect(stale(doc('old'), newer)).toEqual(['policy']);
  });

  test.each<[string, string | undefined, ApiCallTrigger[]]>([
    ['it is what was put', doc('new'), [putPolicy(doc('new'))]],
    [
      'it is what was put, printed anew',
      JSON.stringify(JSON.parse(doc('new')), undefined, 2),
      [putPolicy(doc('new'))],
    ],
    ['it was deleted, and is not there', undefined, [putPolicy(undefined)]],
    [
      'it is what the newest of several put',
      doc('new'),
      [putPolicy(doc('old')), putPolicy(doc('new'), 1)],
    ],
    [
      'it is what one of two in the same second put',
      doc('a'),
      [putPolicy(doc('a')), putPolicy(doc('b'))],
    ],
    ['the event does not say what was put', doc('old'), [event(undefined)]],
    [
      'the newest event does not say what was put',
      doc('old'),
      [putPolicy(doc('new')), event(undefined, 1)],
    ],
    ['the document of the event is cut off', doc('old'), [putPolicy('{"Statement":[{"Sid":')]],
    [
      'the event names a canonical user, which S3 gives back as an ARN',
      doc('old'),
      [putPolicy(doc('new', { CanonicalUser: 'abc' }))],
    ],
    [
      'a principal is gone since, which S3 shows by its unique id',
      doc('new', { AWS: 'AROAEXAMPLE' }),
      [putPolicy(doc('new', { AWS: 'arn:aws:iam::111122223333:role/gone' }))],
    ],
    [
      'the event is of another facet',
      doc('old'),
      [event({ facet: 'encryption', value: undefined }, 0, 'DeleteBucketEncryption')],
    ],
    ['there is no event of a call', doc('old'), []],
  ])('but not where %s', (_situation, read, triggers) => {
    expect(stale(read, triggers)).toEqual([]);
  });

  test("but not where a write of the service's own explains it", () => {
    const triggers = [putPolicy(doc('new'))];
    expect(stale(doc('ours'), triggers, SECOND)).toEqual([]);
    expect(stale(doc('ours'), triggers, SECOND + 2_000)).toEqual([]);
    expect(stale(doc('ours'), triggers, SECOND - 1)).toEqual(['policy']);
  });

  test('but not of an event that came long after: S3 has given what was put since', () => {
    const triggers = [putPolicy(doc('new'))];
    expect(stale(doc('old'), triggers, undefined, SECOND + 15 * 60_000)).toEqual(['policy']);
    expect(stale(doc('old'), triggers, undefined, SECOND + 15 * 60_000 + 1)).toEqual([]);
  });
});

describe('an encryption that was read counts as older than an event', () => {
  const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1';
  const of = (SSEAlgorithm: string, KMSMasterKeyID?: string, BucketKeyEnabled?: boolean) =>
    ({
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm,
            ...(KMSMasterKeyID && { KMSMasterKeyID }),
          },
          ...(BucketKeyEnabled !== undefined && { BucketKeyEnabled }),
        },
      ],
    }) satisfies EncryptionConfiguration;
  const read = (
    live: EncryptionConfiguration,
    put: EncryptionConfiguration | undefined,
    own?: number,
  ) =>
    staleReads(
      { encryption: { state: 'present', value: live } },
      [event({ facet: 'encryption', value: put }, 0, put ? undefined : 'DeleteBucketEncryption')],
      { encryption: own },
      SECOND + 3_000,
    ).map(({ facet }) => facet);

  test('where algorithm or key is another', () => {
    expect(read(of('AES256'), of('aws:kms', KEY))).toEqual(['encryption']);
    expect(read(of('aws:kms', `${KEY}2`), of('aws:kms', KEY))).toEqual(['encryption']);
    expect(read(of('aws:kms', KEY), undefined)).toEqual(['encryption']);
  });

  test('but not where S3 added to what was put, or put its default in place of what was deleted', () => {
    const live = {
      Rules: [
        {
          ...of('aws:kms', KEY, false).Rules[0],
          BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
        },
      ],
    };
    expect(read(live, of('aws:kms', KEY))).toEqual([]);
    expect(read(of('AES256'), undefined)).toEqual([]);
    expect(read(of('aws:kms', KEY), of('AES256'), SECOND)).toEqual([]);
  });
});

const STALE = [{ facet: 'policy', who: 'what alice put at 10:00' }] as const;

test('what may be older than an event is as good as unread, and the other facets are not', () => {
  const encryption = { state: 'absent' } as const;
  const seen = withoutStale({ policy: { state: 'absent' }, encryption }, STALE);
  expect(seen.policy).toMatchObject({ state: 'unknown', reason: 'unavailable' });
  expect(seen.encryption).toBe(encryption);
});

test('what stays so is not written, and a person is told; the other facets are written', () => {
  const about = { title: 't', severity: 'high', status: 'fixed' } as const;
  const plan: Plan = {
    results: [
      { ...about, control: 'tls-only' },
      { ...about, control: 'default-encryption' },
    ],
    changes: [
      { facet: 'policy', before: undefined, after: '{}', controls: ['tls-only'] },
      {
        facet: 'encryption',
        before: undefined,
        after: { Rules: [] },
        controls: ['default-encryption'],
      },
    ],
    proposals: [],
  };
  const left = leftToPeople(plan, STALE);
  expect(left.changes.map(({ facet }) => facet)).toEqual(['encryption']);
  expect(left.results).toMatchObject([
    { control: 'tls-only', status: 'blocked', obstacle: { kind: 'stale-read' } },
    { control: 'default-encryption', status: 'fixed' },
  ]);
  expect(leftToPeople(plan, [])).toEqual(plan);
});
