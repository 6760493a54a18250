import { attempt } from '../../shared/aws/hearing/attempt.ts';
import type { Check } from '../../shared/core/hearing/check.ts';
import { forwarderStack } from '../../shared/stack-names.ts';
import { count } from '../shared/output/print.ts';
import type { Session } from '../shared/session/session.ts';
import { findStackNamed, outputOf } from '../shared/session/stack.ts';
import { countMessages } from './dead-letters.ts';
import { stackVerdict, versionVerdict } from './deployment.ts';
import { checkSubscriptions } from './subscriptions.ts';

/** Whether the events of another Region get home. */
export async function checkForwarder(session: Session, region: string): Promise<Check[]> {
  const { clients, identity, settings, version } = session;
  const { cloudFormation, sns, sqs } = clients.inRegion(region);
  const stack = await findStackNamed(cloudFormation, forwarderStack(region));
  if (stack === undefined) return [missingForwarder(region, identity.account)];
  const { email } = settings.alerts;
  const checks = await Promise.all([
    [stackVerdict(stack.status, 'the forwarder')],
    destinationVerdicts(stack.outputs['HomeRegion'], session.region),
    [versionVerdict(stack.outputs['Version'], version)],
    attempt('what is in the dead-letter queue', async () => {
      const { messages } = await countMessages(sqs, outputOf(stack, 'DeadLetterQueueUrl'));
      return [undeliveredVerdict(messages)];
    }),
    attempt('who is told where events do not get home', async () => {
      if (email.length === 0) return [];
      const told = await checkSubscriptions(sns, outputOf(stack, 'AlarmsTopicArn'), email);
      return told.filter(({ state }) => state !== 'good');
    }),
  ]);
  return checks.flat().map((check) => ({ ...check, text: `${region}: ${check.text}` }));
}

function missingForwarder(region: string, account: string): Check {
  return {
    state: 'bad',
    text: `${region}: no event is sent home, because no forwarder is deployed there`,
    advice: `npx cdk bootstrap aws://${account}/${region}, where that was never done; then npm run deploy`,
  };
}

/** Whether it sends to where the service is. */
function destinationVerdicts(destination: string | undefined, home: string): Check[] {
  if (destination === home) return [];
  return [
    {
      state: 'bad',
      text: `the forwarder sends to ${destination ?? 'nowhere'}, and the home Region is ${home}`,
      advice: `npm run deploy, with ${home} as the home Region`,
    },
  ];
}

/** What EventBridge could not deliver cannot be moved back: the buckets are looked at instead. */
function undeliveredVerdict(messages: number): Check {
  if (messages === 0) return { state: 'good', text: 'the dead-letter queue is empty' };
  return {
    state: 'bad',
    text: `${count(messages, 'event')} did not get home and ${messages === 1 ? 'is' : 'are'} in the dead-letter queue`,
    advice:
      'each carries the reason; once that is mended, warden audit finds the buckets that they are about, and docs/runbook.md says the rest',
  };
}
