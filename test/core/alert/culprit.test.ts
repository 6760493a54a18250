import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../../shared/controls/index.ts';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { callsAgainst, toolOf, withBreakable } from '../../../shared/core/alert/culprit.ts';
import type { ControlResult } from '../../../shared/core/report.ts';
import { CREATE_BY_ALICE, FOUND_BY_CONFIG, POLICY_BY_TERRAFORM, report } from './reports.ts';

const BLOCK_OFF = { ...POLICY_BY_TERRAFORM, id: 'b', call: 'DeleteBucketPublicAccessBlock' };
const VERSIONING = { ...CREATE_BY_ALICE, id: 'v', call: 'PutBucketVersioning' };
const result = (control: string): ControlResult => ({
  control,
  title: 't',
  severity: 'high',
  status: 'fixed',
});

const { triggers } = withBreakable(
  buildAlert(
    report({
      triggers: [CREATE_BY_ALICE, POLICY_BY_TERRAFORM, BLOCK_OFF, VERSIONING, FOUND_BY_CONFIG],
      results: [result('tls-only'), result('default-encryption')],
    }),
  ),
  CONTROLS,
);

describe('the calls of an alert', () => {
  test('say which of its controls they can have broken, if any', () => {
    expect(triggers).toEqual([
      { ...CREATE_BY_ALICE, canBreak: ['default-encryption', 'tls-only'] },
      { ...POLICY_BY_TERRAFORM, canBreak: ['tls-only'] },
      BLOCK_OFF,
      VERSIONING,
      FOUND_BY_CONFIG,
    ]);
  });

  test.each([
    [['tls-only'], ['CreateBucket', 'PutBucketPolicy']],
    [['default-encryption'], ['CreateBucket']],
    [
      ['default-encryption', 'tls-only'],
      ['CreateBucket', 'PutBucketPolicy'],
    ],
    [['block-public-access'], []],
    [[], []],
  ])('against %j are %j', (controls, calls) => {
    expect(callsAgainst(controls, triggers).map(({ call }) => call)).toEqual(calls);
  });
});

describe('the tool behind a call', () => {
  const through = (userAgent: string | undefined, invokedBy?: string) =>
    toolOf({
      kind: 'api-call',
      id: 'c',
      time: CREATE_BY_ALICE.time,
      call: 'PutBucketPolicy',
      actor: { type: 'IAMUser', name: 'alice', ...(invokedBy && { invokedBy }) },
      ...(userAgent && { userAgent }),
    });

  test.each(['Terraform', 'OpenTofu', 'Pulumi', 'Ansible', 'Crossplane'])('may be %s', (tool) => {
    expect(through(`[APN/1.0 ${tool}/1.9 aws-sdk]`)).toBe(tool);
  });

  test('is CloudFormation where that made the call on behalf of somebody', () => {
    expect(through('[Terraform/1]', 'cloudformation.amazonaws.com')).toBe('CloudFormation');
    expect(through(undefined, 'not-cloudformation.example')).toBeUndefined();
  });

  test('is none of a call by hand, of a name that only contains one, or of an evaluation', () => {
    expect(through('[aws-cli/2]')).toBeUndefined();
    expect(through('[MyTerraformer/2]')).toBeUndefined();
    expect(through(undefined)).toBeUndefined();
    expect(toolOf({ ...FOUND_BY_CONFIG, annotation: 'Terraform' })).toBeUndefined();
  });
});
