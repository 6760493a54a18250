import type { LetThrough } from '../../model/obstacle.ts';
import type { PolicyKind, RefusingPolicy } from '../refusal/refusing-policy.ts';
import type { Advice } from './advice-lines.ts';
import { idsOf } from './alert.ts';
import type { AlertControl } from './schema.ts';
import { clean, enumerate } from './text.ts';

/** Who can mend it, and how, by the kind of the policy that refused the service's role. */
const WHO_AND_HOW: Readonly<Record<PolicyKind, string>> = {
  'resource-based-policy':
    "Whoever may write the bucket's policy can let the role through; the account's root always may.",
  'service-control-policy':
    'Those who manage the organization can let the role through: by an exception in that policy, or by an Allow where one is missing, which AWS calls a Deny too.',
  'resource-control-policy':
    'Those who manage the organization can let the role through, by an exception in that policy.',
  'vpc-endpoint-policy':
    "Whoever runs the VPC can let the role through, in the policy of the S3 endpoint that the function's calls go by.",
  'identity-based-policy':
    'The stack gives the role what it needs: deploy it again, and take back what somebody changed of its policies.',
  'permissions-boundary':
    "The role has a permissions boundary that this stack does not set: the account's IAM administrator can widen it, or take it off.",
  'session-policy':
    "The role's session was narrowed by whoever began it, which Lambda does not do: look for what else assumes the role.",
};

const UNNAMED =
  "The error above says by what, where AWS tells: a Deny in the bucket policy, an organization's policy, or a permission that the role lacks. Let the role through.";

const UNTIL_THEN =
  'Until then nothing is repaired here. Where it is meant so, exempt the bucket ("warden exempt"), or this is told again weekly; the next change of the bucket has it looked at again.';

/** What to do about controls that the service's role was refused for: one thing for each policy that refused it. */
export function deniedAdvice(denied: readonly AlertControl[]): Advice[] {
  const byPolicy = Map.groupBy(denied, ({ obstacle }) => policyWords(obstacle?.refusedBy));
  const advice = [...byPolicy].map(([words, controls]) => {
    const kind = controls[0]?.obstacle?.refusedBy?.kind;
    const how = kind === undefined ? UNNAMED : WHO_AND_HOW[kind];
    return { text: `${enumerate(idsOf(controls))}: ${words}. ${how} ${UNTIL_THEN}` };
  });
  const edits = denied.flatMap(({ obstacle }) => obstacle?.letThrough ?? []);
  const distinct = new Map(edits.map((edit) => [JSON.stringify(edit), edit]));
  return [...advice, ...[...distinct.values()].map(editAdvice)];
}

/** An edit of a policy that lets the roles through. */
function editAdvice({ policy, how, of, statement }: LetThrough): Advice {
  const named = of === undefined ? '' : ` "${clean(of)}"`;
  const paste = statement === undefined ? {} : { paste: statement };
  const where = POLICY_WORDS[policy];
  switch (how) {
    case 'replace':
      return { text: `In ${where}, put this in place of the statement${named}:`, ...paste };
    case 'remove':
      return {
        text: `In ${where}, take out the statement${named}: it denies Bucket Warden alone.`,
      };
    case 'add':
      return { text: `In ${where}, add this statement:`, ...paste };
    case 'merge':
      return {
        text: `In ${where}, add this to ${of === undefined ? 'each Deny that denies the role' : `the Deny${named}`}, beside what its Condition says already:`,
        ...paste,
      };
  }
}

const POLICY_WORDS: Readonly<Record<PolicyKind, string>> = {
  'resource-based-policy': "the bucket's own policy",
  'service-control-policy': 'a service control policy of the organization',
  'resource-control-policy': 'a resource control policy of the organization',
  'vpc-endpoint-policy': 'the policy of a VPC endpoint',
  'identity-based-policy': "the role's own IAM policy",
  'permissions-boundary': "the role's permissions boundary",
  'session-policy': "the session's policy",
};

/** Which policy refused the service's role what, as a clause. */
export function policyWords(refusedBy: RefusingPolicy | undefined): string {
  if (refusedBy === undefined) return "Bucket Warden's role was refused";
  const { effect, action } = refusedBy;
  const named = nameOf(refusedBy);
  const start = `${named.charAt(0).toUpperCase()}${named.slice(1)}`;
  const verb = effect === 'denies' ? 'denies' : 'does not allow';
  return `${start} ${verb} Bucket Warden's role${action === undefined ? '' : ` ${action}`}`;
}

/** The policy that refused the service, by its kind and, where that is known, its ARN. */
export function nameOf({ kind, arn }: RefusingPolicy): string {
  return arn === undefined ? POLICY_WORDS[kind] : `${POLICY_WORDS[kind]} (${clean(arn)})`;
}
