import type { App } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { AnyControl } from '../shared/model/control.ts';
import { type Settings, SettingsError } from '../shared/settings.ts';
import { forwarderStack, HOME_STACK } from '../shared/stack-names.ts';
import { BucketWardenStack } from './bucket-warden-stack.ts';
import { ForwarderStack } from './forwarder-stack.ts';

export interface StacksProps {
  readonly settings: Settings;
  readonly controls: readonly AnyControl[];
  readonly version: string;
  /** Where to deploy to, as far as it is known before the deployment. */
  readonly env: { readonly account: string | undefined; readonly region: string | undefined };
}

/** The bundler takes the settings as one argument of a command, and Linux none above 128 KiB. */
const MOST_SETTINGS_BYTES = 100_000;

/**
 * Adds the home stack, and a forwarder for every other Region of the settings.
 * @throws {SettingsError} where a Region's events cannot be sent home, or the settings are too large.
 */
export function addStacks(app: App, { env, ...props }: StacksProps): void {
  const { regions } = props.settings;
  requireBundleable(props.settings);
  new BucketWardenStack(app, HOME_STACK, {
    ...props,
    env,
    description: 'Bucket Warden: puts S3 buckets back to the security baseline.',
  });
  if (regions.length === 0) return;
  const homeRegion = requireHome(env.region);
  for (const region of regions.filter((each) => each !== homeRegion)) {
    requireSamePartition(region, homeRegion);
    new ForwarderStack(app, forwarderStack(region), {
      ...props,
      homeRegion,
      env: { account: env.account, region },
      description: `Bucket Warden: sends the events of ${region} to ${homeRegion}.`,
    });
  }
}

function requireBundleable(settings: Settings): void {
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes <= MOST_SETTINGS_BYTES) return;
  const [taken, most] = [bytes, MOST_SETTINGS_BYTES].map((each) => each.toLocaleString('en-US'));
  throw new SettingsError(
    `(the settings): they take ${taken} bytes as JSON, and ${most} can be bundled: name buckets by wildcards in exemptions and overrides, or exempt them with \`warden exempt\`, which keeps them in the journal.`,
  );
}

function requireHome(region: string | undefined): string {
  if (region !== undefined) return region;
  throw new SettingsError(
    'regions: their events are sent to the home Region, and none is known: name it in region, or set AWS_REGION.',
  );
}

function requireSamePartition(region: string, home: string): void {
  const [there, here] = [region, home].map((name) => RegionInfo.get(name).partition);
  // A Region that is newer than this CDK has no known partition.
  if (there === undefined || here === undefined || there === here) return;
  throw new SettingsError(
    `regions: ${region} is in partition ${there} and the home Region ${home} in ${here}: no account has both.`,
  );
}
