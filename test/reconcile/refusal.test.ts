import { describe, expect, test } from 'vitest';
import type { Plan } from '../../shared/core/decide.ts';
import { apply } from '../../shared/reconcile/apply.ts';
import type { PublicAccessBlock } from '../../shared/resources/bucket/public-access-block.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { ALL_ON, bucketOf, OWN, policy } from '../peers/fixtures.ts';

const about = { title: 't', severity: 'high', status: 'fixed' } as const;
const around = (plan: Plan) => ({
  fence: { untilMs: Number.POSITIVE_INFINITY },
  record: async () => {},
  amend: async () => {},
  decideAgain: () => plan,
});

describe('a policy that S3 refuses', () => {
  const PUBLIC = policy({ ...OWN, Principal: '*' });
  const TOLD = {
    bySCP:
      'User: arn:aws:sts::111122223333:assumed-role/warden/s is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::orders" with an explicit deny in a service control policy',
    byNoAllow:
      'User: arn:aws:sts::111122223333:assumed-role/warden/s is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::orders" because no identity-based policy allows the s3:PutBucketPolicy action',
    byBlock:
      'User: arn:aws:sts::111122223333:assumed-role/warden/s is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::orders" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    byNothing: 'Access Denied',
  };

  async function obstacleTo(
    after: string,
    message: string,
    others: Pick<Plan, 'changes' | 'proposals'> = { changes: [], proposals: [] },
  ) {
    const plan: Plan = {
      results: [{ control: 'tls-only', ...about }],
      changes: [
        { facet: 'policy', before: undefined, after, controls: ['tls-only'] },
        ...others.changes,
      ],
      proposals: others.proposals,
    };
    const s3 = new FakeS3({ orders: {} });
    s3.deny('PutBucketPolicy', message);
    const { results } = await apply(s3.client, bucketOf('orders'), plan, around(plan));
    return results[0]?.obstacle;
  }

  test.each([
    ['a public one, by a policy of the organization', PUBLIC, TOLD.bySCP, 'access-denied'],
    ['a public one, for want of a permission', PUBLIC, TOLD.byNoAllow, 'access-denied'],
    ['a public one, by a public access block', PUBLIC, TOLD.byBlock, 'public-policy-blocked'],
    ['a public one, without a word', PUBLIC, TOLD.byNothing, 'public-policy-blocked'],
    ['one of an account, without a word', policy(OWN), TOLD.byNothing, 'access-denied'],
  ])('is told of as what it is: %s', async (_what, after, message, kind) => {
    expect(await obstacleTo(after, message)).toMatchObject({
      kind,
      detail: `AccessDenied: ${message}`,
    });
  });

  test.each([
    [TOLD.bySCP, { kind: 'service-control-policy', effect: 'denies' }],
    [TOLD.byNoAllow, { kind: 'identity-based-policy', effect: 'does-not-allow' }],
  ])('names the policy that refused it: %s', async (message, refusedBy) => {
    const obstacle = await obstacleTo(PUBLIC, message);
    expect(obstacle?.refusedBy).toEqual({ ...refusedBy, action: 's3:PutBucketPolicy' });
  });

  const blockFrom = (before: PublicAccessBlock | undefined) =>
    ({
      facet: 'publicAccessBlock',
      before,
      after: ALL_ON,
      controls: ['block-public-access'],
    }) as const;

  test.each<[string, Partial<Pick<Plan, 'changes' | 'proposals'>>]>([
    ['has none', { changes: [blockFrom(undefined)] }],
    ['has it off', { changes: [blockFrom({ ...ALL_ON, BlockPublicPolicy: false })] }],
    ['has it off, in audit mode', { proposals: [blockFrom({ BlockPublicAcls: true })] }],
  ])('points to the account where the bucket itself %s', async (_what, others) => {
    const obstacle = await obstacleTo(PUBLIC, TOLD.byNothing, {
      changes: [],
      proposals: [],
      ...others,
    });
    expect(obstacle).toEqual({
      kind: 'public-policy-blocked',
      detail:
        'AccessDenied: Access Denied (the bucket policy is public, and the bucket itself does not block that: public policies may be blocked for the whole account)',
    });
  });

  test('points nowhere else where the bucket itself blocks it', async () => {
    const changes = [blockFrom({ BlockPublicPolicy: true })];
    const obstacle = await obstacleTo(PUBLIC, TOLD.byNothing, { changes, proposals: [] });
    expect(obstacle?.detail).toBe('AccessDenied: Access Denied');
  });
});
