/** The stack of the home Region. */
export const HOME_STACK = 'BucketWarden';

/** The stack of another Region, which sends that Region's events home. */
export function forwarderStack(region: string): string {
  return `BucketWardenForwarder-${region}`;
}
