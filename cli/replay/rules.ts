import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DescribeRuleCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { HOME_STACK } from '../../shared/stack-names.ts';
import type { Session } from '../session.ts';

/** What one deployed rule says of an event. */
export interface RuleAnswer {
  readonly name: string;
  readonly matches: boolean;
  readonly enabled: boolean;
}

/** Asks EventBridge itself which of the stack's rules pick up an event. */
export async function askRules(
  session: Session,
  event: Readonly<Record<string, unknown>>,
): Promise<RuleAnswer[]> {
  const { cloudFormation, events } = session.clients;
  const names: string[] = [];
  for await (const page of paginateListStackResources(
    { client: cloudFormation },
    { StackName: HOME_STACK },
  )) {
    for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::Events::Rule' && PhysicalResourceId)
        names.push(PhysicalResourceId);
    }
  }
  const Event = JSON.stringify(complete(event, session));
  return Promise.all(
    names.map(async (name) => {
      const { EventPattern, State } = await events.send(new DescribeRuleCommand({ Name: name }));
      const enabled = State !== 'DISABLED';
      // A rule without a pattern runs by the clock.
      if (EventPattern === undefined) return { name, matches: false, enabled };
      const { Result } = await events.send(new TestEventPatternCommand({ EventPattern, Event }));
      return { name, matches: Result === true, enabled };
    }),
  );
}

/** EventBridge tests whole events only; what a sample leaves out is no part of any pattern. */
function complete(event: Readonly<Record<string, unknown>>, { identity, region }: Session) {
  const given = Object.entries(event).filter(([, value]) => value !== undefined && value !== null);
  return {
    id: 'replay',
    account: identity.account,
    source: 'unknown',
    time: '1970-01-01T00:00:00Z',
    region,
    resources: [],
    ...Object.fromEntries(given),
  };
}
