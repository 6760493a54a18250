import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { HEARTBEAT_CALL } from '../shared/core/events/heartbeat.ts';
import type { AnyControl } from '../shared/model/control.ts';
import { eventsOf } from '../shared/resources/control-needs.ts';
import { facetOf } from '../shared/resources/facets.ts';
import type { Settings } from '../shared/settings.ts';

/** A rule that listens for what happens to buckets. */
export interface BucketRule {
  /** Its construct's. */
  readonly id: string;
  readonly description: string;
  readonly eventPattern: EventPattern;
}

/**
 * The rules that listen for what concerns some controls; none where there are no controls.
 * @param ownSessionArns at home, where the heartbeat is listened for: sessions whose calls are not
 */
export function bucketRules(
  controls: readonly AnyControl[],
  settings: Pick<Settings, 'exemptByTag'>,
  ownSessionArns: readonly string[] = [],
): BucketRule[] {
  // EventBridge takes no pattern of nothing.
  if (controls.length === 0) return [];
  const breaking = apiCallPattern(controls, settings);
  return [
    {
      id: 'ApiCalls',
      description: 'S3 calls that can break the baseline',
      eventPattern: ownSessionArns.length > 0 ? atHome(breaking, ownSessionArns) : breaking,
    },
    {
      id: 'ConfigFindings',
      description: 'Buckets that AWS Config found non-compliant',
      eventPattern: configPattern(controls),
    },
  ];
}

/** Pattern for successful S3 calls that can break one of the controls, or end an exemption by tag. */
function apiCallPattern(
  controls: readonly AnyControl[],
  { exemptByTag }: Pick<Settings, 'exemptByTag'>,
): EventPattern {
  const breaking = controls.flatMap(eventsOf);
  return {
    source: ['aws.s3'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['s3.amazonaws.com'],
      eventName: distinct([...breaking, ...(exemptByTag ? facetOf('tags').changedBy : [])]),
      errorCode: [{ exists: false }],
    },
  };
}

/**
 * The pattern without the calls of some sessions, for the functions' own writes are not looked at again; and with the
 * heartbeat, which has to come by this very rule to show that it works. Whoever else has the functions' roles, by
 * assuming or passing them, is listened for like anybody.
 */
function atHome(pattern: EventPattern, sessionArns: readonly string[]): EventPattern {
  const caller = (arn: unknown) => ({ userIdentity: { arn } });
  return {
    ...pattern,
    detail: {
      ...pattern.detail,
      // By anybody: the reader knows which is the heartbeat, and a pattern that did would hold the list of calls twice.
      eventName: distinct([...(pattern.detail?.['eventName'] ?? []), HEARTBEAT_CALL]),
      // anything-but never matches an absent field, and AWS services have no ARN.
      $or: [caller([{ exists: false }]), caller([{ 'anything-but': [...sessionArns] }])],
    },
  };
}

/** Pattern for buckets that a Config rule of one of the controls found non-compliant, whoever named the rule. */
function configPattern(controls: readonly AnyControl[]): EventPattern {
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
