import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { denyingStatements } from '../../../shared/core/refusal/denying-statements.ts';
import { type JsonStatement, mendStatement } from '../../../shared/core/refusal/mend-statement.ts';
import { runs } from '../runs.ts';

const account = '111122223333';
const bucket = {
  kind: 'bucket' as const,
  name: 'acme-logs',
  region: 'eu-central-1',
  account,
  partition: 'aws',
};
const ROLES = [`arn:aws:iam::${account}:role/Remediate`, `arn:aws:iam::${account}:role/Sweep`];
const OTHERS = [
  `arn:aws:iam::${account}:role/Remediate2`,
  `arn:aws:iam::${account}:role/Deploy`,
  `arn:aws:iam::${account}:user/alice`,
];
const NAMES = [
  ...ROLES,
  ...OTHERS,
  '*',
  account,
  `arn:aws:iam::${account}:root`,
  `arn:aws:sts::${account}:assumed-role/Remediate/f`,
];

const oneOrMore = <Value>(values: readonly Value[]) =>
  fc.oneof(
    fc.constantFrom(...values),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 4 }),
  );

const condition = fc.dictionary(
  fc.constantFrom(
    ...['ArnNotEquals', 'arnnotlike', 'StringNotEquals', 'StringNotLikeIfExists', 'StringEquals'],
    ...['ArnLike', 'Bool', 'BoolIfExists', 'Null', 'ForAnyValue:StringNotLike', 'IpAddress'],
  ),
  fc.dictionary(
    fc.constantFrom('aws:PrincipalArn', 'AWS:principalarn', 'aws:SourceVpce', 'aws:PrincipalOrgID'),
    oneOrMore([...NAMES, 'true', 'false', 'arn:aws:iam::*:role/*']),
    { minKeys: 1, maxKeys: 2 },
  ),
  { minKeys: 1, maxKeys: 3 },
);

const statement = fc
  .record(
    {
      principal: fc.oneof(fc.constant('*'), fc.record({ AWS: oneOrMore(NAMES) })),
      isExcept: fc.boolean(),
      Condition: condition,
    },
    { requiredKeys: ['principal', 'isExcept'] },
  )
  .map(
    ({ principal, isExcept, ...rest }): JsonStatement => ({
      ...{ Sid: 'KeepOut', Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::acme-logs' },
      ...(isExcept ? { NotPrincipal: principal } : { Principal: principal }),
      ...rest,
    }),
  );

/** Whether a caller is denied: for sure, perhaps, or not. */
function verdictOn(one: JsonStatement, role: string): string {
  const parsed = parsePolicy(JSON.stringify({ Statement: one }));
  if (!parsed.ok) throw new Error(parsed.error);
  const denied = { bucket, roles: [role], actions: ['s3:GetBucketPolicy'] };
  const { sure, possible } = denyingStatements(parsed.document, denied);
  return sure.length > 0 ? 'sure' : possible.length > 0 ? 'possible' : 'not';
}

test("an exception lets the service's roles through, and changes nothing for anybody else", () => {
  fc.assert(
    fc.property(statement, (one) => {
      const mended = mendStatement(one, ROLES, account);
      if (mended === undefined) return;
      for (const role of ROLES) {
        if (mended !== 'nothing') expect(verdictOn(mended, role)).toBe('not');
      }
      for (const other of OTHERS) {
        const after = mended === 'nothing' ? 'not' : verdictOn(mended, other);
        expect(after).toBe(verdictOn(one, other));
      }
    }),
    { numRuns: runs(2_000) },
  );
});
