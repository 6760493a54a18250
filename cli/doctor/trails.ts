import {
  type AdvancedEventSelector,
  type CloudTrailClient,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { describeError } from '../../shared/aws/errors.ts';
import type { Check } from './check.ts';

/** What a trail that reaches this Region says of itself. */
export interface TrailFacts {
  readonly name: string;
  /** Undefined where it could not be read. */
  readonly logging?: boolean | undefined;
  readonly writes?: boolean | undefined;
  readonly problem?: string;
}

/** Whether a trail logs the S3 calls of this Region: without one, EventBridge hears of none. */
export async function checkTrails(cloudTrail: CloudTrailClient, region: string): Promise<Check[]> {
  const { trailList = [] } = await cloudTrail.send(new DescribeTrailsCommand({}));
  const reaching = trailList.filter(
    (trail) => trail.IsMultiRegionTrail || trail.HomeRegion === region,
  );
  const facts = await Promise.all(
    reaching.map(async ({ TrailARN = '', Name = TrailARN }): Promise<TrailFacts> => {
      try {
        const [{ IsLogging }, { EventSelectors, AdvancedEventSelectors }] = await Promise.all([
          cloudTrail.send(new GetTrailStatusCommand({ Name: TrailARN })),
          cloudTrail.send(new GetEventSelectorsCommand({ TrailName: TrailARN })),
        ]);
        const writes = logsS3Writes(EventSelectors, AdvancedEventSelectors);
        return { name: Name, logging: IsLogging === true, writes };
      } catch (error) {
        return { name: Name, problem: describeError(error) };
      }
    }),
  );
  return [trailVerdict(facts, region)];
}

/** Whether selectors let S3's management calls that write through. */
export function logsS3Writes(
  selectors: readonly EventSelector[] = [],
  advanced: readonly AdvancedEventSelector[] = [],
): boolean {
  return (
    selectors.some(
      (each) => each.IncludeManagementEvents !== false && each.ReadWriteType !== 'ReadOnly',
    ) ||
    advanced.some(({ FieldSelectors = [] }) => {
      const admits = (field: string, value: string) =>
        FieldSelectors.filter(({ Field }) => Field === field).every(
          ({ Equals, NotEquals }) =>
            (Equals === undefined || Equals.includes(value)) && !NotEquals?.includes(value),
        );
      return (
        FieldSelectors.some(({ Field }) => Field === 'eventCategory') &&
        admits('eventCategory', 'Management') &&
        admits('readOnly', 'false') &&
        admits('eventSource', 's3.amazonaws.com')
      );
    })
  );
}

const CREATE = `log management events with a trail, or set trail: 'create' in the settings and deploy`;

/** One good trail is enough. */
export function trailVerdict(trails: readonly TrailFacts[], region: string): Check {
  const good = trails.find(({ logging, writes }) => logging && writes);
  if (good)
    return { state: 'good', text: `trail ${good.name} logs management events of ${region}` };
  const unreadable = trails.find(({ problem }) => problem !== undefined);
  if (unreadable) {
    return {
      state: 'unknown',
      text: `whether trail ${unreadable.name} logs management events cannot be told (${unreadable.problem})`,
      advice: 'ask whoever owns the trail, as in an organization its management account',
    };
  }
  if (trails.length === 0) {
    return {
      state: 'bad',
      text: `no trail reaches ${region}: S3 calls start nothing`,
      advice: CREATE,
    };
  }
  const [first] = trails;
  const why = first?.logging ? 'leaves out management events that write' : 'is stopped';
  return {
    state: 'bad',
    text: `trail ${first?.name} ${why}: S3 calls start nothing`,
    advice: CREATE,
  };
}
