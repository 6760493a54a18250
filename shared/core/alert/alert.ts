import { bucketArn } from '../../model/resource.ts';
import { PROBLEM_STATUSES, type Severity } from '../../model/status.ts';
import type { Cause } from '../cause.ts';
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
    version: '1.0',
    id: `${bucket.name}-${fingerprint(JSON.stringify([arn, causeIds(report), controls, changes, proposals]))}`,
    time: report.finishedAt,
    outcome: outcomeOf(report),
    severity: highest(controls),
    bucket: { name: bucket.name, arn, region: bucket.region, account: bucket.account },
    controls,
    changes,
    proposals,
    causes: report.causes.map(toAlertCause),
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

function causeIds(report: Report): string[] {
  return report.causes.map((cause) => cause.id).sort();
}

/** What was put is in the changes already, where it matters. */
function toAlertCause(cause: Cause): Alert['causes'][number] {
  if (cause.kind !== 'api-call') return cause;
  const { put, ...told } = cause;
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
