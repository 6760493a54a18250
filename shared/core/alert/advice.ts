import { facetOf } from '../../resources/facets.ts';
import type { Advice } from './advice-lines.ts';
import { idsOf, problemsOf } from './alert.ts';
import { callsAgainst, culpritOf, toolOf } from './culprit.ts';
import { obstacleAdvice } from './obstacle-advice.ts';
import type { Alert } from './schema.ts';
import { enumerate } from './text.ts';

/** What the reader can do now, most urgent first. */
export function adviceOf(alert: Alert): Advice[] {
  return [
    ...obstacleAdvice(alert),
    ...slowedAdvice(alert),
    ...waitingAdvice(alert),
    ...auditAdvice(alert),
    ...fixedAdvice(alert),
  ];
}

function slowedAdvice(alert: Alert): Advice[] {
  const slowed = alert.controls.filter(({ status }) => status === 'slowed');
  const byCulprit = Map.groupBy(slowed, ({ id }) => culpritOf(id, alert.triggers));
  return [...byCulprit].map(([culprit, controls]) => ({
    text: `${enumerate(idsOf(controls))}: ${culprit} keeps undoing the repair. Make the change at its source (its code, template or script), or have the control set to "audit" or "off". Until then Bucket Warden goes on repairing, but waits longer each time, up to 15 minutes; after a quiet hour it is quick again.`,
  }));
}

function waitingAdvice(alert: Alert): Advice[] {
  const waiting = alert.controls.filter(({ status }) => status === 'unavailable');
  if (waiting.length === 0) return [];
  return [
    {
      text: `${enumerate(idsOf(waiting))}: S3 did not answer properly, and is asked again by itself. Nothing to do now; what keeps failing ends in the dead-letter queue, which raises an alarm.`,
    },
  ];
}

function auditAdvice(alert: Alert): Advice[] {
  const audited = idsOf(alert.controls.filter(({ status }) => status === 'audited'));
  if (audited.length === 0) return [];
  return [
    {
      text: `${enumerate(audited)}: nothing was written, because of audit mode. Make the change yourself, or set "enforce" in warden.config.ts to have it made.`,
    },
  ];
}

function fixedAdvice(alert: Alert): Advice[] {
  if (alert.changes.length === 0) return [];
  const fixed = idsOf(alert.controls.filter(({ status }) => status === 'fixed'));
  const calls = callsAgainst(fixed, alert.triggers);
  const tool = calls.map(toolOf).find((name) => name !== undefined);
  const effects = alert.changes.flatMap(
    ({ facet, before, after }) => facetOf(facet).impact(before, after) ?? [],
  );
  return [
    ...restAdvice(alert),
    {
      text: tool
        ? `The call came through ${tool}: make the same change in its code, or its next run breaks the bucket again.`
        : 'If a script or template made the call, change it too, or its next run breaks the bucket again.',
    },
    ...[...new Set(effects)].map((text) => ({ text })),
    {
      text: `If it was meant to be otherwise, talk to those who run Bucket Warden: the bucket can be exempted ("warden exempt"), or ${enumerate(fixed)} set to "audit" or "off" in warden.config.ts.`,
    },
  ];
}

/** That the bucket itself needs nothing more, where nothing is left open. */
function restAdvice(alert: Alert): Advice[] {
  if (problemsOf(alert).some(({ status }) => status !== 'fixed')) return [];
  const exempt = idsOf(alert.controls.filter(({ status }) => status === 'exempt'));
  return [
    {
      text:
        exempt.length === 0
          ? 'The bucket is as it should be: nothing has to be done to it.'
          : `Nothing else has to be done: the bucket is exempt from ${enumerate(exempt)}.`,
    },
  ];
}
