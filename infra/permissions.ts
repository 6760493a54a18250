import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { strongestModes } from '../shared/core/modes.ts';
import type { AnyControl } from '../shared/model/control.ts';
import { permissionsOf } from '../shared/resources/control-needs.ts';
import { facetOf } from '../shared/resources/facets.ts';
import type { Settings } from '../shared/settings.ts';

/** The S3 actions that the enabled controls declare: all reads, and the writes of those that are enforced for any bucket. */
function s3Actions(controls: readonly AnyControl[], settings: Settings): string[] {
  const modes = strongestModes(settings);
  const tags = settings.exemptByTag === undefined ? [] : facetOf('tags').permissions.read;
  const actions = controls.flatMap((control) => {
    const mode = modes[control.id] ?? 'off';
    if (mode === 'off') return [];
    const { read, write } = permissionsOf(control);
    return mode === 'enforce' ? [...read, ...write] : read;
  });
  return [...new Set([...actions, ...tags])].sort();
}

/** Grants those actions, which exist on buckets only, on the account's own buckets; none where there are none. */
export function s3Statement(
  controls: readonly AnyControl[],
  settings: Settings,
): PolicyStatement | undefined {
  const actions = s3Actions(controls, settings);
  if (actions.length === 0) return undefined;
  return new PolicyStatement({
    sid: 'ReadAndRepairBuckets',
    actions,
    resources: [`arn:${Aws.PARTITION}:s3:::*`],
    conditions: { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
  });
}
