import fc from 'fast-check';
import type { ControlResult, Report } from '../../../shared/core/report.ts';
import type { Change } from '../../../shared/model/facet.ts';
import type { Trigger } from '../../../shared/model/trigger.ts';

/** Text as an adversary would have it: long, with line breaks, quotes, Markdown and astral characters. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.lorem({ maxCount: 40 }),
  fc.constantFrom(
    'a\nb\r\nWHAT TO DO\n  rm -rf',
    '<!channel> `code` @here',
    'see [the policy](https://evil.example/login) or http://evil.example',
    'nothing to do:',
    '"'.repeat(5_000),
    '😀'.repeat(3_000),
    '\u202e\u0000\u2028',
  ),
);

const bucket = fc.record({
  kind: fc.constant('bucket' as const),
  name: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  region: fc.constantFrom('eu-central-1', 'us-gov-west-1'),
  account: fc.stringMatching(/^\d{12}$/),
  partition: fc.constantFrom('aws', 'aws-us-gov'),
});

/** As `newChangeId` makes them. */
const changeId = fc.stringMatching(/^[0-9a-z]{9}-[0-9a-z]{3}$/);

const time = fc.constant('2026-11-21T02:13:02Z');

const actor = fc.record(
  { type: text, name: text, arn: text, account: text, roleArn: text, invokedBy: text },
  { requiredKeys: ['type', 'name'] },
);

const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('api-call'),
      id: fc.uuid(),
      time,
      call: fc.oneof(text, fc.constantFrom('CreateBucket', 'PutBucketPolicy')),
      actor,
      sourceIp: text,
      userAgent: text,
    },
    { requiredKeys: ['kind', 'id', 'time', 'call', 'actor'] },
  ),
  fc.record(
    {
      kind: fc.constant('config-evaluation'),
      id: fc.uuid(),
      time,
      ruleName: text,
      annotation: text,
    },
    { requiredKeys: ['kind', 'id', 'time', 'ruleName'] },
  ),
  fc.record({ kind: fc.constant('sweep'), id: fc.uuid(), time }),
  fc.record({ kind: fc.constant('person'), id: fc.uuid(), time, actor, command: text }),
);

const control = fc.constantFrom('tls-only', 'default-encryption', 'block-public-access');

/** What a statement that is shown to be pasted is made of. */
const word = fc.stringMatching(/^[\w:*/.-]{1,20}$/);

const result: fc.Arbitrary<ControlResult> = fc.record(
  {
    control,
    title: text,
    severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
    status: fc.constantFrom(
      'compliant',
      'fixed',
      'audited',
      'blocked',
      'slowed',
      'unavailable',
      'exempt',
    ),
    reason: text,
    obstacle: fc.oneof(
      fc.record({
        kind: fc.constantFrom(
          'policy-malformed',
          'policy-too-large',
          'stale-principal',
          'public-policy-blocked',
          'access-denied',
          'credentials-refused',
          'call-refused',
          'rejected',
        ),
        detail: text,
      }),
      fc.record({
        kind: fc.constant('access-denied'),
        detail: text,
        letThrough: fc.array(
          fc.record({
            policy: fc.constantFrom('resource-based-policy', 'vpc-endpoint-policy'),
            how: fc.constantFrom('replace', 'merge', 'add'),
            of: text,
            statement: fc.dictionary(word, fc.array(word, { maxLength: 40 }), { maxKeys: 2 }),
          }),
          { maxLength: 3 },
        ),
      }),
      fc.record({
        kind: fc.constant('edit-overwritten'),
        detail: text,
        keptAs: fc.array(changeId, { maxLength: 3 }),
      }),
    ),
  },
  { requiredKeys: ['control', 'title', 'severity', 'status'] },
);

const MEGABYTE = 1_000_000;

const statements = fc
  .tuple(
    fc.array(fc.dictionary(text, fc.jsonValue(), { maxKeys: 5 }), { maxLength: 5 }),
    fc.constantFrom(1, 1, 50, 2_000),
  )
  .map(([some, times]) => {
    const fitting = Math.max(
      1,
      Math.min(times, Math.floor(MEGABYTE / (JSON.stringify(some).length + 1))),
    );
    return JSON.stringify({ Statement: Array.from({ length: fitting }, () => some).flat() });
  });

const largePolicy = fc.oneof(statements, text, fc.constant(`{"Id":"${'x'.repeat(MEGABYTE)}"}`));

const smallPolicy = fc.oneof(
  fc
    .array(fc.dictionary(text, fc.jsonValue(), { maxKeys: 5 }), { maxLength: 3 })
    .map((Statement) => JSON.stringify({ Statement })),
  text,
);

const encryption = fc
  .record(
    { SSEAlgorithm: fc.constantFrom('AES256', 'aws:kms', 'aws:kms:dsse'), KMSMasterKeyID: text },
    { requiredKeys: ['SSEAlgorithm'] },
  )
  .map((rule) => ({ Rules: [{ ApplyServerSideEncryptionByDefault: rule }] }));

const changeOf = (policy: fc.Arbitrary<string>): fc.Arbitrary<Change> =>
  fc.oneof(
    fc.record({
      facet: fc.constant('policy'),
      before: fc.option(policy, { nil: undefined }),
      after: policy,
      controls: fc.array(control),
    }),
    fc.record({
      facet: fc.constant('encryption'),
      before: fc.option(encryption, { nil: undefined }),
      after: encryption,
      controls: fc.array(control),
    }),
    fc.record({
      facet: fc.constant('publicAccessBlock'),
      before: fc.option(fc.record({ BlockPublicAcls: fc.boolean() }), { nil: undefined }),
      after: fc.record({ BlockPublicAcls: fc.boolean() }),
      controls: fc.array(control),
    }),
  );

/** Any report of the size that reports have, however odd its texts. */
export const oddReport = reportOf(
  fc.array(trigger, { minLength: 1, maxLength: 4 }),
  fc.array(result, { maxLength: 6 }),
  fc.array(changeOf(smallPolicy), { maxLength: 3 }),
);

/** A report of up to several megabytes: in its values, its texts or its lists. */
export const largeReport = reportOf(
  trigger.map((one) => Array.from({ length: 200 }, () => one)),
  fc.oneof(
    fc.array(result, { maxLength: 6 }),
    result.map((one) => Array.from({ length: 100 }, () => one)),
  ),
  fc.array(changeOf(largePolicy), { maxLength: 3 }),
);

function reportOf(
  triggers: fc.Arbitrary<Trigger[]>,
  results: fc.Arbitrary<ControlResult[]>,
  proposals: fc.Arbitrary<Change[]>,
): fc.Arbitrary<Report> {
  const changes = fc
    .tuple(proposals, fc.array(fc.option(changeId), { minLength: 3, maxLength: 3 }))
    .map(([made, ids]) =>
      made.map((change, at) => (ids[at] ? { ...change, id: ids[at] } : change)),
    );
  return fc.record({
    bucket,
    triggers: triggers as fc.Arbitrary<[Trigger, ...Trigger[]]>,
    results,
    changes,
    proposals,
    finishedAt: fc.constant('2026-11-21T02:13:07.123Z'),
  });
}
