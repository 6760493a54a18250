import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DescribeRuleCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { forwarderStack, HOME_STACK } from '../../shared/stack-names.ts';
import type { Session } from '../shared/session/session.ts';
import { findStackNamed } from '../shared/session/stack.ts';

/** What one deployed rule says of an event. */
interface RuleAnswer {
  readonly name: string;
  readonly matches: boolean;
  readonly enabled: boolean;
}

/** A Region on the way of an event. */
export interface Stop {
  readonly region: string;
  /** What the rules of the service there say; undefined where it has no stack there. */
  readonly rules: readonly RuleAnswer[] | undefined;
}

/**
 * Asks EventBridge itself which rules pick up an event: those of its own Region, and where that is another one, those of
 * the home Region after them.
 */
export async function askRules(
  session: Session,
  event: Readonly<Record<string, unknown>>,
): Promise<Stop[]> {
  const whole = complete(event, session);
  const home = { region: session.region, rules: await answersOf(session, HOME_STACK, whole) };
  const region = String(whole.region);
  if (region === session.region) return [home];
  const stack = forwarderStack(region);
  const { clients } = session;
  if ((await findStackNamed(clients.inRegion(region).cloudFormation, stack)) === undefined) {
    return [{ region, rules: undefined }];
  }
  return [{ region, rules: await answersOf({ clients, region }, stack, whole) }, home];
}

/** What the rules of a deployed stack say. */
async function answersOf(
  { clients, region }: Pick<Session, 'clients' | 'region'>,
  StackName: string,
  event: object,
): Promise<RuleAnswer[]> {
  const { cloudFormation: client, events } = clients.inRegion(region);
  const names: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName })) {
    for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::Events::Rule' && PhysicalResourceId)
        names.push(PhysicalResourceId);
    }
  }
  const Event = JSON.stringify(event);
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
