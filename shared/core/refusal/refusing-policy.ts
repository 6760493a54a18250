/** The kinds of policies that can refuse a call to S3, by AWS's words for them. */
export const POLICY_KINDS = [
  'service-control-policy',
  'resource-control-policy',
  'vpc-endpoint-policy',
  'resource-based-policy',
  'identity-based-policy',
  'permissions-boundary',
  'session-policy',
] as const;

export type PolicyKind = (typeof POLICY_KINDS)[number];

/** The policy that refused a call, as far as AWS's message names it. */
export interface RefusingPolicy {
  readonly kind: PolicyKind;
  /** Whether it denies the call or, as no other does either, does not allow it. */
  readonly effect: 'denies' | 'does-not-allow';
  /** The IAM action, as in `s3:PutBucketPolicy`. */
  readonly action?: string;
  /** Of an organization's or IAM's policy, where AWS names it: within the account and its organization. */
  readonly arn?: string;
}

/** Messages are a few hundred characters; of a longer one the rest says nothing that is looked for. */
const LONGEST = 4_000;

const KIND_WORDS: readonly (readonly [RegExp, PolicyKind])[] = [
  [/service control/i, 'service-control-policy'],
  [/resource control/i, 'resource-control-policy'],
  [/endpoint/i, 'vpc-endpoint-policy'],
  [/resource[- ]based|bucket policy/i, 'resource-based-policy'],
  [/identity[- ]based/i, 'identity-based-policy'],
  [/boundary/i, 'permissions-boundary'],
  [/session/i, 'session-policy'],
];

/**
 * The policy that AWS's message of an AccessDenied names; undefined where it names none. Only of several kinds that
 * refuse AWS names one, and of several policies of one kind it may name none.
 */
export function refusingPolicyOf(message: string): RefusingPolicy | undefined {
  const text = message.slice(0, LONGEST).replace(/\s+/g, ' ');
  const denies = textAfter(text, /\bexplicit deny in\b/i);
  const found = denies ?? textAfter(text, /\bbecause no\b/i);
  if (found === undefined) return undefined;
  // `… in a VPC endpoint policy transitively through a service control policy`: the latter is what denies it.
  const words = textAfter(found, /\btransitively through\b/i) ?? found;
  const named = words.split(/[:.]|\ballows\b/, 1)[0] ?? '';
  const kind = KIND_WORDS.find(([pattern]) => pattern.test(named))?.[1];
  if (kind === undefined) return undefined;
  const action = /\bto perform:? ?([a-z0-9-]+:[a-z0-9*]+)/i.exec(text)?.[1];
  const arn = /\barn:[a-z0-9-]+:(?:organizations|iam):[^\s"'()<>,;]+/i.exec(words)?.[0];
  return {
    kind,
    effect: denies === undefined ? 'does-not-allow' : 'denies',
    ...(action === undefined ? {} : { action }),
    ...(arn === undefined ? {} : { arn: arn.replace(/[.:]+$/, '') }),
  };
}

function textAfter(text: string, words: RegExp): string | undefined {
  const match = words.exec(text);
  return match === null ? undefined : text.slice(match.index + match[0].length);
}
