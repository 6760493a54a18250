import type { Session } from '../session.ts';
import { type DeployedStack, findStack, noStack } from '../stack.ts';
import { attempt, type Check } from './check.ts';
import { checkConfigRecorder } from './config-recorder.ts';
import { checkDeadLetters } from './dead-letters.ts';
import { checkVersion, stackVerdict } from './deployment.ts';
import { checkSlack } from './slack.ts';
import { checkSubscriptions } from './subscriptions.ts';
import { checkTrails } from './trails.ts';

/** Everything that has to be in place for the service to work, all at once. */
export async function examine(session: Session): Promise<Check[]> {
  const { clients, region, settings } = session;
  const { slack } = settings.alerts;
  const checks = await Promise.all([
    accountChecks(session),
    attempt('whether a trail logs management events', () =>
      checkTrails(clients.cloudTrail, region),
    ),
    attempt('whether AWS Config records buckets', () =>
      checkConfigRecorder(clients.config, region, settings),
    ),
    attempt('the stack', async () => {
      const stack = await findStack(session);
      if (stack !== undefined) return stackChecks(session, stack);
      return [{ state: 'bad', text: noStack(session) }];
    }),
    slack === undefined
      ? []
      : attempt(`whether Slack workspace ${slack.workspaceId} is authorised`, () =>
          checkSlack(clients.sts, slack.workspaceId),
        ),
  ]);
  return checks.flat();
}

async function stackChecks(session: Session, { status, outputs }: DeployedStack): Promise<Check[]> {
  const { clients, region, settings, version } = session;
  const output = (name: string) => {
    const value = outputs[name];
    if (value === undefined) throw new Error(`the stack has no output ${name}`);
    return value;
  };
  const checks = await Promise.all([
    attempt('the version that is deployed', async () =>
      checkVersion(clients.lambda, output('FunctionName'), version),
    ),
    attempt('who is told', async () =>
      checkSubscriptions(clients.sns, output('AlertsTopicArn'), settings.alerts.email),
    ),
    attempt('what is in the dead-letter queue', async () =>
      checkDeadLetters(clients.sqs, output('DeadLetterQueueUrl')),
    ),
  ]);
  return [stackVerdict(status, region), ...checks.flat()];
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
