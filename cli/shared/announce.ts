import { describeError } from '../../shared/aws/errors.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import { createNoticeStore } from '../../shared/journal/notices.ts';
import { publish } from '../../shared/notify/alerts.ts';
import { type NewsServices, newsOf, tellOne } from '../../shared/notify/exemption-news.ts';
import { openExemptions } from './exemptions.ts';
import { journalTable } from './journal.ts';
import { print } from './output/print.ts';
import type { Session } from './session/session.ts';
import { outputOf, requireStack } from './session/stack.ts';

/**
 * Tells people at once of an exemption that was made, or ended by hand, and says so where that does not work: the
 * exemption is as it should be all the same, and the service tells of it later.
 */
export async function announce(session: Session, exemption: DynamicExemption): Promise<void> {
  const reasons = await tell(session, exemption).catch((error: unknown) => [describeError(error)]);
  if (reasons.length === 0) return;
  print(`Not everybody could be told of it (${reasons.join('; ')}).`);
  print('The service tells them with its next look at the bucket, or after its next sweep.');
}

/** @returns why somebody could not be told. */
async function tell(session: Session, exemption: DynamicExemption): Promise<string[]> {
  const { clients, settings, identity, region } = session;
  const stack = await requireStack(session);
  const topics = {
    alertsTopicArn: outputOf(stack, 'AlertsTopicArn'),
    chatTopicArn: stack.outputs['ChatTopicArn'],
  };
  const services: NewsServices = {
    store: await openExemptions(session),
    notices: createNoticeStore(clients.dynamodb, await journalTable(session)),
    ...{ settings, controls: CONTROLS, home: { account: identity.account, region } },
    publish: (notification, audience) => publish(clients.sns, topics, notification, audience),
  };
  const nowMs = Date.now();
  const news = newsOf(services, exemption, nowMs);
  if (news === undefined) return [];
  const untold = await tellOne(services, news, nowMs);
  return untold.map(({ error }) => describeError(error));
}
