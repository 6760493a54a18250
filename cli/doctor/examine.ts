import { attempt } from '../../shared/aws/hearing/attempt.ts';
import type { Check } from '../../shared/core/hearing/check.ts';
import type { Session } from '../shared/session/session.ts';
import { type DeployedStack, findStack, noStack, outputOf } from '../shared/session/stack.ts';
import { suggest } from '../shared/suggest.ts';
import { openSweeps } from '../sweep/follow.ts';
import { checkConfigRecorder } from './config-recorder.ts';
import { checkDeadLetters } from './dead-letters.ts';
import { checkDeliveries } from './deliveries.ts';
import { checkVersion, stackVerdict } from './deployment.ts';
import { checkForwarder } from './forwarders.ts';
import { checkHearing } from './hearing.ts';
import { checkKmsKey } from './kms-key.ts';
import { countBuckets, coverageVerdicts } from './regions.ts';
import { checkSecondHomes } from './second-home.ts';
import { checkSlack } from './slack.ts';
import { checkSubscriptions } from './subscriptions.ts';
import { checkSweep } from './sweep.ts';

/** Everything that has to be in place for the service to work, all at once. */
export async function examine(session: Session): Promise<Check[]> {
  const { clients, region, settings } = session;
  const { slack } = settings.alerts;
  const { kmsKeyArn } = settings.encryption;
  const heard = [...new Set([region, ...settings.regions])];
  const buckets = countBuckets(session);
  // A list that is denied is told of below, and must not hide the trails of the other Regions.
  const holding = buckets.then(
    (counts) => [...counts.keys()],
    () => [],
  );
  const checks = await Promise.all([
    accountChecks(session),
    attempt('what the service hears', async () =>
      checkHearing(session, await findStack(session), heard, holding),
    ),
    attempt('whether AWS Config records buckets', () =>
      checkConfigRecorder(clients.config(region), region, settings),
    ),
    attempt('the stack', async () => {
      const stack = await findStack(session);
      if (stack !== undefined) return stackChecks(session, stack);
      return [{ state: 'bad', text: noStack(session) }];
    }),
    ...heard
      .filter((other) => other !== region)
      .map((other) => attempt(`the forwarder in ${other}`, () => checkForwarder(session, other))),
    checkSecondHomes(session, heard, holding),
    attempt('which Regions hold buckets', async () => coverageVerdicts(await buckets, heard)),
    kmsKeyArn === undefined
      ? []
      : attempt(`whether S3 can encrypt with ${kmsKeyArn}`, () =>
          checkKmsKey(clients.inRegion(regionOf(kmsKeyArn)).kms, kmsKeyArn),
        ),
    slack === undefined
      ? []
      : attempt(`whether Slack workspace ${slack.workspaceId} is authorised`, () =>
          checkSlack(clients.sts, slack.workspaceId),
        ),
  ]);
  return checks.flat();
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

async function stackChecks(session: Session, stack: DeployedStack): Promise<Check[]> {
  const { clients, region, settings, version } = session;
  const checks = await Promise.all([
    attempt('the version that is deployed', async () =>
      checkVersion(clients.lambda, outputOf(stack, 'FunctionName'), version),
    ),
    attempt('who is told', async () =>
      checkSubscriptions(clients.sns, outputOf(stack, 'AlertsTopicArn'), settings.alerts.email),
    ),
    attempt('whether alerts could be delivered', async () =>
      checkDeliveries(clients.cloudWatch, outputOf(stack, 'AlertsTopicArn'), 'alerts', Date.now()),
    ),
    attempt('what is in the dead-letter queue of events', async () =>
      checkDeadLetters(clients.sqs, {
        url: outputOf(stack, 'DeadLetterQueueUrl'),
        of: 'events',
        from: outputOf(stack, 'EventsQueueUrl'),
        section: 'Dead letters',
      }),
    ),
    attempt('what is in the dead-letter queue of sweeps', async () =>
      checkDeadLetters(clients.sqs, {
        url: outputOf(stack, 'SweepDeadLetterQueueUrl'),
        of: 'sweeps',
        from: outputOf(stack, 'SweepQueueUrl'),
        section: 'Dead letters of a sweep',
      }),
    ),
    attempt('how the last sweep went', async () =>
      checkSweep(await openSweeps(session), settings.sweep.schedule, suggest(session, 'sweep')),
    ),
  ]);
  return [stackVerdict(stack.status, `the stack in ${region}`), ...checks.flat()];
}

async function accountChecks({ identity, settings, local }: Session): Promise<Check[]> {
  const { account, arn } = identity;
  const wanted = settings.account;
  if (local || wanted === undefined || wanted === account) {
    return [{ state: 'good', text: `signed in to account ${account} as ${arn}` }];
  }
  const text = `signed in to account ${account}, but the settings are for ${wanted}`;
  return [{ state: 'bad', text, advice: `use credentials of ${wanted}` }];
}
