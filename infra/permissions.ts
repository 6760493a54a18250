import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ControlMetadata, Mode } from '../shared/core/control.ts';

/** The S3 actions that the enabled controls declare: all reads, and the writes of those that are enforced. */
export function s3Actions(
  controls: readonly ControlMetadata[],
  modes: Readonly<Record<string, Mode>>,
): string[] {
  const actions = controls.flatMap((control) => {
    const mode = modes[control.id] ?? 'off';
    if (mode === 'off') return [];
    return mode === 'enforce'
      ? [...control.permissions.read, ...control.permissions.write]
      : control.permissions.read;
  });
  return [...new Set(actions)].sort();
}

/** Grants those actions, which exist on buckets only, on the account's own buckets. */
export function s3Statement(
  controls: readonly ControlMetadata[],
  modes: Readonly<Record<string, Mode>>,
): PolicyStatement {
  return new PolicyStatement({
    sid: 'ReadAndRepairBuckets',
    actions: s3Actions(controls, modes),
    resources: [`arn:${Aws.PARTITION}:s3:::*`],
    conditions: { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
  });
}
