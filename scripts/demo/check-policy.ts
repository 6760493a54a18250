import { tlsDeny } from './policies.ts';
import type { Promised } from './promised.ts';
import type { Scenario } from './scenarios.ts';
import type { Sight } from './sight.ts';

/** Where the policy is to be written: every statement of the owner's in its place, and one more. */
export function policyPromises({ name, drift, promise }: Scenario, after: Sight): Promised[] {
  if (!promise.writes.includes('PutBucketPolicy')) {
    return [
      {
        about: 'the policy, to the byte',
        promised: drift.policy ?? 'none',
        found: after.policy ?? 'none',
      },
    ];
  }
  const { Statement: own, ...rest } = parse(
    drift.policy ?? '{"Version":"2012-10-17","Statement":[]}',
  );
  const { Statement: now, ...restNow } = parse(after.policy ?? '{}');
  return [
    {
      about: "the owner's statements",
      promised: JSON.stringify(own),
      found: JSON.stringify(now.slice(0, own.length)),
    },
    {
      about: 'the statements that were added',
      promised: JSON.stringify([tlsDeny(name)]),
      found: JSON.stringify(now.slice(own.length).map(({ Sid: _, ...others }) => others)),
    },
    {
      about: 'the rest of the policy',
      promised: JSON.stringify(rest),
      found: JSON.stringify(restNow),
    },
  ];
}

function parse(text: string): { Statement: Record<string, unknown>[] } {
  const { Statement = [], ...rest } = JSON.parse(text);
  return { ...rest, Statement };
}
