import type { HearingClients } from './examine.ts';

/** Clients of what a sweep looks at once, at its end: each loaded when it is first needed, and not when the function starts. */
export function createHearingClients(
  version: string,
): Pick<HearingClients, 'events' | 'lambda' | 'scheduler'> {
  const common = {
    customUserAgent: [['bucket-warden', version]] as [string, string][],
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    },
  };
  return {
    async events(region) {
      const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
      return new EventBridgeClient({ ...common, region });
    },
    async lambda() {
      const { LambdaClient } = await import('@aws-sdk/client-lambda');
      return new LambdaClient(common);
    },
    async scheduler() {
      const { SchedulerClient } = await import('@aws-sdk/client-scheduler');
      return new SchedulerClient(common);
    },
  };
}
