import { expect, test } from 'vitest';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { eventFixture, OWN } from './fixtures.ts';

/** Who a call is by, where CloudTrail says this of its caller. */
function actorOf(userIdentity: unknown) {
  const { event } = eventFixture('create-bucket-by-iam-user');
  const { detail, ...rest } = event as { detail: object };
  const message = readMessage(
    JSON.stringify({ ...rest, detail: { ...detail, userIdentity } }),
    OWN,
  );
  if (message.kind !== 'reconcile' || message.trigger.kind !== 'api-call')
    throw new Error(message.kind);
  return message.trigger.actor;
}

const SESSION = 'arn:aws:sts::111122223333:assumed-role/deploy/ci';

test.each<[string, Record<string, unknown>, string]>([
  ['a service', { type: 'AWSService', invokedBy: 'athena.amazonaws.com' }, 'athena.amazonaws.com'],
  [
    'a service with an ARN',
    { type: 'AWSService', invokedBy: 'athena.amazonaws.com', arn: 'arn:aws:iam::1:role/x' },
    'athena.amazonaws.com',
  ],
  ['a service that is not named', { type: 'AWSService' }, 'an AWS service'],
  ['a session whose issuer is not told', { type: 'AssumedRole', arn: SESSION }, 'deploy/ci'],
  [
    'a session whose issuer is told',
    {
      type: 'AssumedRole',
      arn: SESSION,
      sessionContext: { sessionIssuer: { userName: 'Deploy' } },
    },
    'Deploy/ci',
  ],
  ['a user by name', { userName: 'ann', arn: 'arn:aws:iam::111122223333:user/x/ann2' }, 'ann'],
  ['a user by ARN, in a path', { arn: 'arn:aws:iam::111122223333:user/staff/eu/ann' }, 'ann'],
  ['a role by ARN', { arn: 'arn:aws:iam::111122223333:role/deploy' }, 'deploy'],
  [
    'an ARN of another kind',
    { arn: 'arn:aws:iam::111122223333:saml/x' },
    'arn:aws:iam::111122223333:saml/x',
  ],
  ['nobody but a service on behalf of them', { invokedBy: 's3.amazonaws.com' }, 's3.amazonaws.com'],
  ['another account', { type: 'AWSAccount', accountId: '444455556666' }, 'account 444455556666'],
  ['another account that is not told', { type: 'AWSAccount' }, 'unknown'],
  ['what is no account', { type: 'Directory', accountId: '444455556666' }, 'unknown'],
])('%s', (_situation, identity, name) => {
  expect(actorOf(identity).name).toBe(name);
});

test('a caller of no type is of type Unknown', () => {
  expect(actorOf({}).type).toBe('Unknown');
});

test('the role is told only where a role issued the session', () => {
  const issuedBy = (arn: string) =>
    actorOf({ type: 'AssumedRole', sessionContext: { sessionIssuer: { arn } } }).roleArn;
  expect(issuedBy('arn:aws:iam::111122223333:role/deploy')).toBe(
    'arn:aws:iam::111122223333:role/deploy',
  );
  expect(issuedBy('arn:aws:iam::111122223333:user/ann')).toBeUndefined();
});
