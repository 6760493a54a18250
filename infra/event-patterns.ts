import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { ControlMetadata } from '../shared/core/control.ts';
import type { Settings } from '../shared/settings.ts';

/** Calls that can end an exemption by tag: S3's, and S3 Control's, the only ones that buckets with ABAC take. */
const TAGGING = ['PutBucketTagging', 'DeleteBucketTagging', 'TagResource', 'UntagResource'];

/** Pattern for successful S3 calls that can break one of the controls, or end an exemption by tag. */
export function apiCallPattern(
  controls: readonly ControlMetadata[],
  { exemptByTag }: Pick<Settings, 'exemptByTag'>,
): EventPattern {
  const breaking = controls.flatMap((control) => control.breakingEvents);
  return {
    source: ['aws.s3'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['s3.amazonaws.com'],
      eventName: distinct([...breaking, ...(exemptByTag ? TAGGING : [])]),
      errorCode: [{ exists: false }],
    },
  };
}

/** The pattern without the calls of some roles: the functions' own writes are not looked at again. */
export function notByRoles(pattern: EventPattern, roleArns: readonly string[]): EventPattern {
  const issuer = (arn: unknown) => ({
    userIdentity: { sessionContext: { sessionIssuer: { arn } } },
  });
  return {
    ...pattern,
    detail: {
      ...pattern.detail,
      // anything-but never matches an absent field, and IAM users and root have no session issuer.
      $or: [issuer([{ exists: false }]), issuer([{ 'anything-but': [...roleArns] }])],
    },
  };
}

/** Pattern for buckets that a Config rule of one of the controls found non-compliant, whoever named the rule. */
export function configPattern(controls: readonly ControlMetadata[]): EventPattern {
  const identifiers = distinct(controls.flatMap((control) => control.configRules));
  return {
    source: ['aws.config'],
    detailType: ['Config Rules Compliance Change'],
    detail: {
      resourceType: ['AWS::S3::Bucket'],
      newEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
      configRuleName: identifiers.map((identifier) => ({
        wildcard: `*${identifier.toLowerCase().replaceAll('_', '-')}*`,
      })),
    },
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
