import { describe, expect, test } from 'vitest';
import { refusingPolicyOf } from '../../../shared/core/refusal/refusing-policy.ts';

const SAID =
  'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/BucketWarden-Remediate/f is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::acme-logs"';
const SCP =
  'arn:aws:organizations::444455556666:policy/o-exampleorgid/service_control_policy/p-1a2b';
const RCP =
  'arn:aws:organizations::444455556666:policy/o-exampleorgid/resource_control_policy/p-3c4d';
const ROLE_POLICY = 'arn:aws:iam::111122223333:policy/Warden';

describe('a message of AWS names the policy', () => {
  test.each([
    ['with an explicit deny in a service control policy', 'service-control-policy'],
    ['with an explicit deny in a resource control policy', 'resource-control-policy'],
    ['with an explicit deny in a VPC endpoint policy', 'vpc-endpoint-policy'],
    ['with an explicit deny in a resource-based policy', 'resource-based-policy'],
    ['with an explicit deny in an identity-based policy', 'identity-based-policy'],
    ['with an explicit deny in a permissions boundary', 'permissions-boundary'],
    ['with an explicit deny in a session policy', 'session-policy'],
    ['with an explicit deny in a sessions policy', 'session-policy'],
    ['due to an explicit deny in a Service Control Policy', 'service-control-policy'],
    [
      'with an explicit deny in a VPC endpoint policy transitively through a service control policy',
      'service-control-policy',
    ],
  ])('that denies: %s', (words, kind) => {
    const found = { kind, effect: 'denies', action: 's3:PutBucketPolicy' };
    expect(refusingPolicyOf(`${SAID} ${words}`)).toEqual(found);
    expect(refusingPolicyOf(`${SAID}\n  ${words.replaceAll(' ', '\n')}.`)).toEqual(found);
  });

  test.each([
    ['identity-based policy', 'identity-based-policy'],
    ['VPC endpoint policy', 'vpc-endpoint-policy'],
    ['permissions boundary', 'permissions-boundary'],
    ['session policy', 'session-policy'],
    ['resource-based policy', 'resource-based-policy'],
    ['service control policy', 'service-control-policy'],
  ])('that does not allow: %s', (words, kind) => {
    const said = `${SAID} because no ${words} allows the s3:PutBucketPolicy action`;
    expect(refusingPolicyOf(said)).toEqual({
      kind,
      effect: 'does-not-allow',
      action: 's3:PutBucketPolicy',
    });
  });

  test.each([
    ['service control policy', SCP],
    ['resource control policy', RCP],
    ['identity-based policy', ROLE_POLICY],
    ['permissions boundary', ROLE_POLICY],
  ])('by its ARN: a %s', (words, arn) => {
    const said = `${SAID} with an explicit deny in a ${words}`;
    for (const end of [`: ${arn}`, `: ${arn}.`, ` (${arn})`, ` "${arn}"`]) {
      expect(refusingPolicyOf(`${said}${end}`)).toMatchObject({ effect: 'denies', arn });
    }
  });

  test('of another partition by its ARN too', () => {
    const arn = SCP.replace('arn:aws:', 'arn:aws-us-gov:');
    const said = `${SAID} with an explicit deny in a service control policy: ${arn}`;
    expect(refusingPolicyOf(said)).toMatchObject({ arn });
  });

  test('without the action, where the message has none', () => {
    expect(refusingPolicyOf('Denied with an explicit deny in a service control policy')).toEqual({
      kind: 'service-control-policy',
      effect: 'denies',
    });
  });
});

test.each([
  'AccessDenied: Access Denied',
  '',
  `${SAID} because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
  `${SAID} with an explicit deny in a policy of a kind that nobody has heard of`,
  `${SAID} with an explicit deny`,
])('names none: %s', (message) => {
  expect(refusingPolicyOf(message)).toBeUndefined();
});

test('a role that is named after a policy is not taken for it', () => {
  const said = SAID.replace('BucketWarden-Remediate', 'session-policy-service-control');
  expect(
    refusingPolicyOf(`${said} with an explicit deny in a resource-based policy`),
  ).toMatchObject({ kind: 'resource-based-policy' });
});
