import {
  type AdvancedEventSelector,
  type CloudTrailClient,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import type { Check } from '../../core/hearing/check.ts';
import { describeError } from '../errors.ts';
import { attempt } from './attempt.ts';

/** What a trail that reaches this Region says of itself. */
export interface TrailFacts {
  readonly name: string;
  /** Whether it logs every Region that is enabled, and not its own only. */
  readonly everywhere?: boolean | undefined;
  /** Undefined where it could not be read. */
  readonly logging?: boolean | undefined;
  readonly writes?: boolean | undefined;
  readonly problem?: string;
}

/**
 * Whether a trail logs the S3 calls of each Region: without one, EventBridge hears of none there.
 * @param heard the home Region first, and those of the settings.
 * @param holding Regions that hold buckets; the others need no trail.
 */
export async function checkTrails(
  clientIn: (region: string) => CloudTrailClient | Promise<CloudTrailClient>,
  heard: readonly string[],
  holding: Promise<readonly string[]>,
): Promise<Check[]> {
  const [home = '', ...others] = heard;
  const atHome = await trailsReaching(await clientIn(home), home);
  if (atHome.some((trail) => trail.everywhere && isGood(trail))) {
    return [trailVerdict(atHome, home)];
  }
  const elsewhere = [...new Set([...others, ...(await holding)])].filter((each) => each !== home);
  const checks = await Promise.all(
    elsewhere
      .sort()
      .map((region) =>
        attempt(`whether a trail logs management events of ${region}`, async () => [
          trailVerdict(await trailsReaching(await clientIn(region), region), region),
        ]),
      ),
  );
  return [trailVerdict(atHome, home), ...checks.flat()];
}

async function trailsReaching(cloudTrail: CloudTrailClient, region: string): Promise<TrailFacts[]> {
  // A Region lists its own trails, and those of every Region wherever they were made.
  const { trailList = [] } = await cloudTrail.send(new DescribeTrailsCommand({}));
  const reaching = trailList.filter(
    (trail) => trail.IsMultiRegionTrail || trail.HomeRegion === region,
  );
  return Promise.all(
    reaching.map(async (trail): Promise<TrailFacts> => {
      const { TrailARN = '', Name = TrailARN, IsMultiRegionTrail: everywhere } = trail;
      try {
        const [{ IsLogging }, { EventSelectors, AdvancedEventSelectors }] = await Promise.all([
          cloudTrail.send(new GetTrailStatusCommand({ Name: TrailARN })),
          cloudTrail.send(new GetEventSelectorsCommand({ TrailName: TrailARN })),
        ]);
        const writes = logsS3Writes(EventSelectors, AdvancedEventSelectors);
        return { name: Name, everywhere, logging: IsLogging === true, writes };
      } catch (error) {
        return { name: Name, everywhere, problem: describeError(error) };
      }
    }),
  );
}

function isGood({ logging, writes }: TrailFacts): boolean {
  return logging === true && writes === true;
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
  const good = trails.filter(isGood);
  const [best] = [...good.filter(({ everywhere }) => everywhere), ...good];
  if (best !== undefined) {
    const where = best.everywhere ? 'every Region' : region;
    return { state: 'good', text: `trail ${best.name} logs management events of ${where}` };
  }
  const unreadable = trails.find(({ problem }) => problem !== undefined);
  if (unreadable) {
    return {
      state: 'unknown',
      text: `whether trail ${unreadable.name} logs management events of ${region} cannot be told (${unreadable.problem})`,
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
    text: `trail ${first?.name} ${why}: S3 calls in ${region} start nothing`,
    advice: CREATE,
  };
}
