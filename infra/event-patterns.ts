import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { ControlMetadata } from '../shared/core/control.ts';

/**
 * Pattern for successful S3 calls that can break one of the controls, made by anyone but the service.
 * @param ownRoleArn role of the function: its own writes are not looked at again.
 * @param alsoAfter CloudTrail names of further calls to look after
 */
export function apiCallPattern(
  controls: readonly ControlMetadata[],
  ownRoleArn: string,
  alsoAfter: readonly string[] = [],
): EventPattern {
  const issuer = (arn: unknown) => ({
    userIdentity: { sessionContext: { sessionIssuer: { arn } } },
  });
  return {
    source: ['aws.s3'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['s3.amazonaws.com'],
      eventName: distinct([...controls.flatMap((control) => control.breakingEvents), ...alsoAfter]),
      errorCode: [{ exists: false }],
      // anything-but never matches an absent field, and IAM users and root have no session issuer.
      $or: [issuer([{ exists: false }]), issuer([{ 'anything-but': [ownRoleArn] }])],
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
