import { attempt } from '../../shared/aws/hearing/attempt.ts';
import type { Check } from '../../shared/core/hearing/check.ts';
import { HOME_STACK } from '../../shared/stack-names.ts';
import type { Session } from '../shared/session/session.ts';
import { findStackNamed } from '../shared/session/stack.ts';

/** A stack whose creation failed, or was only looked at, has no service in it. */
const EMPTY = /^(ROLLBACK_COMPLETE|REVIEW_IN_PROGRESS)$/;

/**
 * Whether another Region has a home stack too, perhaps left behind when home moved.
 * @param heard the home Region, and those of the settings.
 * @param holding Regions that hold buckets.
 */
export async function checkSecondHomes(
  { clients, region: home }: Session,
  heard: readonly string[],
  holding: Promise<readonly string[]>,
): Promise<Check[]> {
  const others = [...new Set([...heard, ...(await holding)])].filter((each) => each !== home);
  const checks = await Promise.all(
    others.sort().map((region) =>
      attempt(`whether ${region} has a second home stack`, async () => {
        const stack = await findStackNamed(clients.inRegion(region).cloudFormation, HOME_STACK);
        if (stack === undefined || EMPTY.test(stack.status)) return [];
        return [secondHomeVerdict(region, home)];
      }),
    ),
  );
  return checks.flat();
}

function secondHomeVerdict(region: string, home: string): Check {
  return {
    state: 'bad',
    text: `${region} has a ${HOME_STACK} stack of its own, and home is ${home}`,
    advice: `two services would repair what the other exempted: npx cdk destroy ${HOME_STACK} in one of the two Regions, and name the other as region in the settings`,
  };
}
