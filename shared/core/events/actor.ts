import type * as v from 'valibot';
import type { Actor } from '../../model/trigger.ts';
import { defined, fields, text } from './lenient.ts';

/** CloudTrail's `userIdentity`: for people, so that nothing odd in it loses a look. */
export const UserIdentity = fields({
  type: text,
  userName: text,
  arn: text,
  accountId: text,
  invokedBy: text,
  sessionContext: fields({ sessionIssuer: fields({ arn: text, userName: text }) }),
});

type UserIdentity = v.InferOutput<typeof UserIdentity>;

/** ARN of the role whose session made the call. */
export function roleArnOf(identity: UserIdentity): string | undefined {
  const issuer = identity.sessionContext.sessionIssuer.arn;
  return issuer?.includes(':role/') ? issuer : undefined;
}

/** Who made a call, from CloudTrail's `userIdentity`. */
export function readActor(identity: UserIdentity): Actor {
  return defined({
    type: identity.type ?? 'Unknown',
    name: nameOf(identity),
    arn: identity.arn,
    account: identity.accountId,
    roleArn: roleArnOf(identity),
    invokedBy: identity.invokedBy,
  });
}

function nameOf(identity: UserIdentity): string {
  if (identity.type === 'Root') return 'root';
  if (identity.type === 'AWSService') return identity.invokedBy ?? 'an AWS service';
  const session = /:assumed-role\/(?<role>[^/]+)\/(?<session>.+)$/.exec(identity.arn ?? '')?.groups;
  if (session) {
    return `${identity.sessionContext.sessionIssuer.userName ?? session['role']}/${session['session']}`;
  }
  if (identity.userName) return identity.userName;
  const named = /:(?:user|federated-user|role)\/(?:.*\/)?(?<name>[^/]+)$/.exec(
    identity.arn ?? '',
  )?.groups;
  if (named?.['name']) return named['name'];
  if (identity.arn) return identity.arn;
  if (identity.invokedBy) return identity.invokedBy;
  return identity.type === 'AWSAccount' && identity.accountId
    ? `account ${identity.accountId}`
    : 'unknown';
}
