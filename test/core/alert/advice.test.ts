import { describe, expect, test } from 'vitest';
import { adviceOf } from '../../../shared/core/alert/advice.ts';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { chatMessageOf } from '../../../shared/core/alert/chat.ts';
import { emailOf } from '../../../shared/core/alert/email.ts';
import { POLICY_KINDS } from '../../../shared/core/refusal/refusing-policy.ts';
import type { ControlResult, Report } from '../../../shared/core/report.ts';
import type { LetThrough } from '../../../shared/model/obstacle.ts';
import {
  blockedBy,
  blockedReport,
  CREATE_BY_ALICE,
  FOUND_BY_CONFIG,
  POLICY_BY_TERRAFORM,
  REPORTS,
  report,
  toldAlert,
  withEdits,
} from './reports.ts';

const texts = (of: Report) => adviceOf(toldAlert(of)).map(({ text }) => text);
const result = (control: string, status: ControlResult['status']): ControlResult => ({
  control,
  title: 't',
  severity: 'high',
  status,
  reason: 'r',
});
/** Of a report with nothing but these. */
const first = (results: ControlResult[], triggers: Report['triggers'] = [CREATE_BY_ALICE]) =>
  texts(report({ results, triggers }))[0];

describe('what stands in the way', () => {
  test('of the policy comes with a command that prints it', () => {
    expect(adviceOf(buildAlert(blockedReport('policy-malformed', 'no JSON')))).toEqual([
      {
        text: expect.stringMatching(/^tls-only: The bucket policy could not be read as a policy/),
        command: [
          'aws s3api get-bucket-policy --query Policy --output text',
          '  --region eu-central-1',
          '  --bucket acme-logs',
        ],
      },
    ]);
  });

  test.each(['access-denied', 'call-refused', 'rejected'] as const)('as %s does not', (kind) => {
    const [advice, ...more] = adviceOf(buildAlert(blockedReport(kind, 'no')));
    expect(advice).toEqual({ text: expect.stringMatching(/^tls-only: /) });
    expect(more).toEqual([]);
  });

  test.each([
    ['policy-malformed', 'Bucket Warden looks again as soon as the policy is put.'],
    ['policy-too-large', 'Bucket Warden looks again as soon as the policy is put.'],
    ['stale-principal', 'Bucket Warden looks again as soon as the policy is put.'],
    ['public-policy-blocked', 'Bucket Warden looks again as soon as the policy is put.'],
    ['edit-overwritten', 'Bucket Warden looks again as soon as the policy is put.'],
    ['access-denied', 'the next change of the bucket has it looked at again.'],
    ['credentials-refused', 'the next change of the bucket has it looked at again.'],
    ['call-refused', 'the next change of the bucket has it looked at again.'],
    ['rejected', 'the next change of the bucket has it looked at again.'],
  ] as const)('says of %s when the bucket is looked at again', (kind, said) => {
    expect(texts(blockedReport(kind, 'no'))[0]).toContain(said);
  });

  test('as credentials that the Region does not take says what to do, and how to tell whether the Region is enabled', () => {
    const [only, ...more] = adviceOf(buildAlert(blockedReport('credentials-refused', 'no')));
    expect(more).toEqual([]);
    expect(only?.command).toEqual([
      'aws account get-region-opt-status',
      '  --region-name eu-central-1',
    ]);
    expect(only?.text).toMatch(/^tls-only: .*not enabled for the account.*version 1/);
    expect(only?.text).not.toMatch(/polic/i);
  });

  describe('as a policy that denies the role', () => {
    const SAID =
      'AccessDenied: User: u is not authorized to perform: s3:PutBucketPolicy on resource: "r"';
    const SCP =
      'arn:aws:organizations::444455556666:policy/o-exampleorgid/service_control_policy/p-1a2b3c4d5e6f7890';

    test.each([
      [
        'a service control policy',
        'service control policy of the organization denies',
        'organization',
      ],
      [
        'a resource control policy',
        'resource control policy of the organization denies',
        'organization',
      ],
      ['a VPC endpoint policy', 'The policy of a VPC endpoint denies', 'runs the VPC'],
      ['a resource-based policy', "The bucket's own policy denies", "write the bucket's policy"],
      ['an identity-based policy', "The role's own IAM policy denies", 'deploy it again'],
      ['a permissions boundary', "The role's permissions boundary denies", 'IAM administrator'],
      ['a session policy', "The session's policy denies", 'what else assumes the role'],
    ])('%s is named, with who can mend it', (kind, named, who) => {
      const said = `${SAID} with an explicit deny in ${kind}`;
      const [only, ...more] = texts(blockedReport('access-denied', said));
      expect(more).toEqual([]);
      expect(only).toContain(`${named} Bucket Warden's role s3:PutBucketPolicy. `);
      expect(only).toContain(who);
    });

    test('is named by its ARN where AWS names it, in mail and chat', () => {
      const said = `${SAID} with an explicit deny in a service control policy: ${SCP}`;
      const alert = buildAlert(blockedReport('access-denied', said));
      expect(alert.controls[0]?.obstacle?.refusedBy).toEqual({
        kind: 'service-control-policy',
        effect: 'denies',
        action: 's3:PutBucketPolicy',
        arn: SCP,
      });
      const named = `A service control policy of the organization (${SCP}) denies Bucket Warden's role s3:PutBucketPolicy`;
      expect(emailOf(alert).replace(/\s+/g, ' ')).toContain(named);
      expect(chatMessageOf(alert).content.description).toContain(named);
    });

    test.each(POLICY_KINDS)('%s is told whole in chat, its ARN and all', (kind) => {
      const obstacle = {
        kind: 'access-denied',
        detail: 'd',
        refusedBy: { kind, effect: 'denies', action: 's3:PutBucketPublicAccessBlock', arn: SCP },
      } as const;
      const results = ['default-encryption', 'tls-only', 'block-public-access'].map((control) => ({
        ...result(control, 'blocked'),
        obstacle,
      }));
      const [step] = chatMessageOf(buildAlert(report({ results }))).content.nextSteps;
      expect(step).toMatch(/has it looked at again\.$/);
    });

    test('and one that only lacks an Allow are told apart', () => {
      const said = `${SAID} because no VPC endpoint policy allows the s3:PutBucketPolicy action`;
      expect(texts(blockedReport('access-denied', said))[0]).toContain(
        "The policy of a VPC endpoint does not allow Bucket Warden's role s3:PutBucketPolicy. ",
      );
    });

    const ROLES = { ArnNotEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/w'] } };
    const of = 'KeepOut';
    test.each<[LetThrough, string]>([
      [
        { policy: 'resource-based-policy', how: 'replace', of, statement: { Sid: of } },
        'In the bucket\'s own policy, put this in place of the statement "KeepOut":',
      ],
      [
        { policy: 'resource-based-policy', how: 'remove', of },
        'In the bucket\'s own policy, take out the statement "KeepOut": it denies Bucket Warden alone.',
      ],
      [
        { policy: 'resource-based-policy', how: 'merge', of, statement: ROLES },
        'In the bucket\'s own policy, add this to the Deny "KeepOut", beside what its Condition says already:',
      ],
      [
        { policy: 'service-control-policy', how: 'merge', statement: ROLES },
        'In a service control policy of the organization, add this to each Deny that denies the role, beside what its Condition says already:',
      ],
      [
        { policy: 'vpc-endpoint-policy', how: 'add', statement: { Effect: 'Allow' } },
        'In the policy of a VPC endpoint, add this statement:',
      ],
    ])('comes with what lets it through, in mail and chat: %j', (edit, text) => {
      const blocked = blockedBy('access-denied', SAID);
      const again = { ...withEdits(blocked, [edit]), control: 'default-encryption' };
      const alert = buildAlert(report({ results: [withEdits(blocked, [edit]), again] }));
      const { statement: paste } = edit;
      // Controls that are denied alike have one edit.
      expect(adviceOf(alert).slice(1)).toEqual([paste === undefined ? { text } : { text, paste }]);
      const mail = emailOf(alert);
      expect(mail.replace(/\s+/g, ' ')).toContain(text);
      const step = chatMessageOf(alert).content.nextSteps[1] ?? '';
      expect(step.startsWith(text)).toBe(true);
      if (paste === undefined) return;
      const lines = JSON.stringify(paste, undefined, 2).replaceAll(/^/gm, '      ');
      expect(mail).toContain(`\n${lines}\n`);
      expect(step).toContain(`\`${JSON.stringify(paste)}\``);
    });

    test('comes in chat with a word of where a long statement stands', () => {
      const statement = {
        Resource: Array.from({ length: 30 }, (_, n) => `arn:aws:s3:::a/${n}-and`),
      };
      const edit: LetThrough = { policy: 'resource-based-policy', how: 'replace', of, statement };
      const blocked = withEdits(blockedBy('access-denied', SAID), [edit]);
      const { content } = chatMessageOf(buildAlert(report({ results: [blocked] })));
      expect(content.nextSteps[1]).toMatch(/: \(in the mail, and in the JSON of the alert\)$/);
    });

    test('two of them are two things to do', () => {
      const denied = (control: string, kind: string): ControlResult => ({
        ...result(control, 'blocked'),
        obstacle: {
          kind: 'access-denied',
          detail: 'd',
          refusedBy: { kind: kind as 'session-policy', effect: 'denies' },
        },
      });
      const all = texts(
        report({
          results: [
            denied('a', 'resource-based-policy'),
            denied('b', 'vpc-endpoint-policy'),
            denied('c', 'resource-based-policy'),
          ],
        }),
      );
      expect(all.map((text) => text.slice(0, text.indexOf(':')))).toEqual(['a and c', 'b']);
    });
  });

  describe('as an edit that was overwritten', () => {
    const overwritten = (keptAs: string[]) =>
      adviceOf(
        buildAlert(
          report({
            results: [
              {
                ...result('tls-only', 'blocked'),
                obstacle: { kind: 'edit-overwritten', detail: 'd', keptAs },
              },
            ],
          }),
        ),
      );

    test('is to be compared with what is kept, and may be put back whole', () => {
      const [compare, restore, ...more] = overwritten(['1hzk3x2am-7qd']);
      expect(compare?.text).toContain('A repair met an edit of the policy');
      expect(compare?.text).toContain('("warden show" with the id above)');
      expect(restore?.text).toContain('the document that is kept as 1hzk3x2am-7qd');
      expect(restore?.command?.join('')).toContain('$(warden show 1hzk3x2am-7qd --after)');
      expect(more).toEqual([]);
    });

    test('and of which nothing is kept was a deletion: there is nothing to show or to put back', () => {
      const [only, ...more] = overwritten([]);
      expect(only?.text).toContain('A repair met a deletion of the policy');
      expect(only?.text).not.toMatch(/kept|journal|warden show|put back/);
      expect(only?.command?.[0]).toContain('get-bucket-policy');
      expect(more).toEqual([]);
    });
  });

  test('is told of each kind by itself, with its own controls', () => {
    const blocked = (control: string, kind: 'rejected' | 'access-denied'): ControlResult => ({
      ...result(control, 'blocked'),
      obstacle: { kind, detail: 'd' },
    });
    const all = texts(
      report({
        results: [
          blocked('a', 'rejected'),
          blocked('b', 'access-denied'),
          blocked('c', 'rejected'),
          result('d', 'blocked'),
        ],
      }),
    );
    expect(all.map((text) => text.slice(0, text.indexOf(':')))).toEqual(['a and c', 'b']);
  });
});

describe('somebody who keeps undoing a repair', () => {
  const slowed = [
    result('default-encryption', 'compliant'),
    result('tls-only', 'slowed'),
    result('block-public-access', 'compliant'),
  ];

  test.each<[string, Report['triggers'], string]>([
    [
      'a user with what they used',
      [CREATE_BY_ALICE],
      'tls-only: arn:aws:iam::111122223333:user/alice with aws-cli/2.31.23 keeps undoing the repair.',
    ],
    [
      'a tool with its role',
      [POLICY_BY_TERRAFORM],
      'tls-only: Terraform (arn:aws:iam::111122223333:role/deploy) keeps undoing the repair.',
    ],
    [
      'a name where there is no ARN, and no agent where there is none',
      [
        {
          kind: 'api-call',
          id: 'c',
          time: CREATE_BY_ALICE.time,
          call: 'PutBucketPolicy',
          actor: { type: 'AWSService', name: 'config.amazonaws.com' },
        },
      ],
      'tls-only: config.amazonaws.com keeps undoing the repair.',
    ],
    ['nobody that AWS Config knows', [FOUND_BY_CONFIG], 'tls-only: Somebody keeps undoing'],
    [
      'CloudFormation with the role that it used',
      [
        {
          ...POLICY_BY_TERRAFORM,
          userAgent: 'cloudformation.amazonaws.com',
          actor: { ...POLICY_BY_TERRAFORM.actor, invokedBy: 'cloudformation.amazonaws.com' },
        },
      ],
      'tls-only: CloudFormation (arn:aws:iam::111122223333:role/deploy) keeps undoing the repair.',
    ],
    ['the newest of several', [CREATE_BY_ALICE, POLICY_BY_TERRAFORM], 'tls-only: Terraform ('],
    [
      'not who called something else later',
      [POLICY_BY_TERRAFORM, { ...CREATE_BY_ALICE, call: 'PutBucketEncryption' }],
      'tls-only: Terraform (',
    ],
    [
      'nobody whose calls cannot have done it',
      [{ ...CREATE_BY_ALICE, call: 'PutBucketEncryption' }],
      'tls-only: Somebody keeps undoing',
    ],
    [
      'whoever made a call, beside an evaluation',
      [FOUND_BY_CONFIG, POLICY_BY_TERRAFORM],
      'tls-only: Terraform (',
    ],
  ])('is named: %s', (_who, triggers, said) => {
    expect(first(slowed, triggers)).toContain(said);
  });

  test('is named for each control by itself', () => {
    const others = slowed.map((one) => ({ ...one, status: 'slowed' as const }));
    const all = texts(
      report({ results: others, triggers: [CREATE_BY_ALICE, POLICY_BY_TERRAFORM] }),
    );
    expect(all.map((text) => text.slice(0, text.indexOf(' keeps')))).toEqual([
      'default-encryption and block-public-access: arn:aws:iam::111122223333:user/alice with aws-cli/2.31.23',
      'tls-only: Terraform (arn:aws:iam::111122223333:role/deploy)',
    ]);
  });
});

describe('what waits', () => {
  test('names all controls that S3 did not answer for', () => {
    const all = texts(report({ results: ['a', 'b'].map((id) => result(id, 'unavailable')) }));
    expect(all).toEqual([expect.stringMatching(/^a and b: S3 did not answer properly/)]);
  });

  test('names all controls that are in audit mode', () => {
    const all = texts(report({ results: ['a', 'b'].map((id) => result(id, 'audited')) }));
    expect(all).toEqual([expect.stringMatching(/^a and b: nothing was written/)]);
  });
});

describe('what was fixed', () => {
  test('by hand is followed by nothing to do but to change a script, and by what to expect', () => {
    expect(texts({ ...REPORTS.fixed, triggers: [CREATE_BY_ALICE] })).toEqual([
      'The bucket is as it should be: nothing has to be done to it.',
      'If a script or template made the call, change it too, or its next run breaks the bucket again.',
      'Requests that the new policy denies fail with AccessDenied from now on.',
      'If it was meant to be otherwise, talk to those who run Bucket Warden: the bucket can be exempted ("warden exempt"), or tls-only set to "audit" or "off" in warden.config.ts.',
    ]);
  });

  test('beside controls that did not judge the bucket says no more than that nothing else is to be done', () => {
    const results = [
      ...REPORTS.fixed.results,
      result('block-public-access', 'exempt'),
      result('b', 'exempt'),
    ];
    const [told] = texts({ ...REPORTS.fixed, results });
    expect(told).toBe(
      'Nothing else has to be done: the bucket is exempt from block-public-access and b.',
    );
  });

  test('after several calls names the tool that one of them came through', () => {
    const triggers = [CREATE_BY_ALICE, POLICY_BY_TERRAFORM, FOUND_BY_CONFIG] as const;
    expect(texts({ ...REPORTS.fixed, triggers })[1]).toBe(
      'The call came through Terraform: make the same change in its code, or its next run breaks the bucket again.',
    );
  });

  test('does not name a tool that called something else', () => {
    const call = { ...POLICY_BY_TERRAFORM, call: 'PutBucketEncryption' };
    expect(texts({ ...REPORTS.fixed, triggers: [CREATE_BY_ALICE, call] })[1]).toMatch(
      /^If a script or template made the call/,
    );
  });

  test('comes after what needs a person', () => {
    const all = texts(REPORTS['partly-fixed']);
    expect(all[0]).toMatch(/^tls-only: The bucket's own policy denies Bucket Warden's role/);
    expect(all.join()).not.toMatch(/nothing (else )?has to be done/i);
  });

  test('says once what several changes have as their effect', () => {
    const [change] = REPORTS.fixed.changes;
    const all = texts({ ...REPORTS.fixed, changes: change ? [change, change] : [] });
    expect(all.filter((text) => text.startsWith('Requests that'))).toHaveLength(1);
  });

  test('has no effect to be told of where people notice nothing', () => {
    const changes: Report['changes'] = [
      { facet: 'encryption', before: undefined, after: { Rules: [] }, controls: ['a'] },
    ];
    expect(texts(report({ results: [result('a', 'fixed')], changes }))).toHaveLength(3);
  });
});

test('there is nothing to do where nothing was found', () => {
  expect(texts(report({ results: [result('a', 'compliant'), result('b', 'exempt')] }))).toEqual([]);
});
