import { bucketArn } from '../../model/resource.ts';
import { PROBLEM_STATUSES, type Severity } from '../../model/status.ts';
import type { Trigger } from '../../model/trigger.ts';
import { type MadeChange, outcomeOf, type Report } from '../report.ts';
import { fingerprint } from './fingerprint.ts';
import type { Alert, AlertChange, AlertControl } from './schema.ts';
import { highestOf } from './severity.ts';

export type { Alert } from './schema.ts';

/** The alert of one look at a bucket, as data: the same report always gives the same alert. */
export function buildAlert(report: Report): Alert {
  const { bucket } = report;
  const arn = bucketArn(bucket);
  const controls = report.results.map(
    ({ control, ...result }): AlertControl => ({ id: control, ...result }),
  );
  const changes = report.changes.map(toAlertChange);
  const proposals = report.proposals.map(toAlertChange);
  return {
    schema: 'bucket-warden/alert',
    version: '2.0',
    id: `${bucket.name}-${fingerprint(JSON.stringify([arn, triggerIds(report), controls, changes, proposals]))}`,
    time: report.finishedAt,
    outcome: outcomeOf(report),
    severity: highest(controls),
    bucket: { name: bucket.name, arn, region: bucket.region, account: bucket.account },
    controls,
    changes,
    proposals,
    triggers: report.triggers.map(toAlertTrigger),
  };
}

/** The controls that an alert is about, those that need a person first. */
export function problemsOf(alert: Pick<Alert, 'controls'>): AlertControl[] {
  return PROBLEM_STATUSES.flatMap((status) =>
    alert.controls.filter((control) => control.status === status),
  );
}

/** Ids of some controls of an alert. */
export function idsOf(controls: readonly AlertControl[]): string[] {
  return controls.map((control) => control.id);
}

function highest(controls: readonly AlertControl[]): Severity {
  return highestOf(problemsOf({ controls: [...controls] }).map(({ severity }) => severity));
}

function triggerIds(report: Report): string[] {
  return report.triggers.map((trigger) => trigger.id).sort();
}

/** What was put is in the changes already, where it matters. */
function toAlertTrigger(trigger: Trigger): Alert['triggers'][number] {
  if (trigger.kind !== 'api-call') return trigger;
  const { put, ...told } = trigger;
  return told;
}

/** A change in the words of an alert: null where nothing was configured. */
export function toAlertChange(change: MadeChange): AlertChange {
  return {
    ...(change.id === undefined ? {} : { id: change.id }),
    facet: change.facet,
    controls: [...change.controls],
    before: (change.before ?? null) as AlertChange['before'],
    after: change.after as AlertChange['after'],
  };
}
