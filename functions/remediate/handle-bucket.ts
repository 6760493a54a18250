import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '../../shared/aws/clients.ts';
import { reevaluatePeriodicRules } from '../../shared/aws/config-rules.ts';
import { type BackOff, waitAfter } from '../../shared/core/back-off.ts';
import { suspectEditMessage } from '../../shared/core/events/suspect-edit.ts';
import type { EditEvidence, SuspectEdit } from '../../shared/core/lost-edits/evidence.ts';
import { type Outcome, outcomeOf, type Report } from '../../shared/core/report.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import type { HeartbeatStore } from '../../shared/journal/heartbeat.ts';
import type { Journal } from '../../shared/journal/journal.ts';
import type { AnyControl } from '../../shared/model/control.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import type { Trigger } from '../../shared/model/trigger.ts';
import { type Audience, publishAlert } from '../../shared/notify/alerts.ts';
import { oldestFirst, reconcile } from '../../shared/reconcile/reconcile.ts';
import {
  type ReconcileResult,
  type ReconcileServices,
  untoldReason,
} from '../../shared/reconcile/services.ts';
import { whereItIs } from '../../shared/reconcile/where-it-is.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Environment } from './environment.ts';
import { whileAllowed } from './reconcile-time.ts';
import type { Telemetry } from './telemetry.ts';
import { tellUntold } from './untold-exemptions.ts';

/** What the function is made of: nothing here is about any one bucket. */
export interface Service {
  readonly clients: Clients;
  readonly journal: Journal;
  readonly heartbeats: HeartbeatStore;
  readonly controls: readonly AnyControl[];
  readonly settings: Settings;
  readonly environment: Environment;
  readonly telemetry: Telemetry;
}

/** Part of a look could not be done for a reason that passes; the message is worth another try. */
export class ReconcileIncompleteError extends Error {
  override readonly name = 'ReconcileIncompleteError';
  /** Whether something failed; otherwise all that is left waits on purpose. */
  readonly hasFailed: boolean;
  /** When to try again, in ms since 1970, where that is known. */
  readonly comeBackMs: number | undefined;

  constructor(
    message: string,
    { hasFailed, comeBackMs }: { hasFailed: boolean; comeBackMs?: number | undefined },
  ) {
    super(message);
    this.hasFailed = hasFailed;
    this.comeBackMs = comeBackMs;
  }
}

/** What is known of a look before it begins. */
export interface Attempt {
  /** For how long the look may have the bucket for itself. */
  readonly leaseMs: number;
  /** Aborted when no call to S3 may leave any more. */
  readonly signal: AbortSignal;
  /** How often its messages were received: a read that an event contradicts is waited for so often, and no more. */
  readonly receives: number;
  /** What CloudTrail said of edits. */
  readonly evidence?: EditEvidence | undefined;
}

/** About four minutes in all: S3 gives what was written within seconds. */
const MOST_STALE_READS = 8;
const STALE_BACK_OFF_MS: BackOff = { first: 5_000, longest: 60_000 };

/**
 * Looks at one bucket, repairs it and tells.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketBusyError} where another look is at it.
 * @throws {ReconcileIncompleteError} where a facet could not be read or written, or the alert not be published, for now.
 */
export async function handleBucket(
  service: Service,
  bucket: Bucket,
  triggers: readonly [Trigger, ...Trigger[]],
  { leaseMs, signal, receives, evidence }: Attempt,
): Promise<Outcome> {
  const startedMs = Date.now();
  const { clients, journal, controls, settings } = service;
  let exemptions: readonly DynamicExemption[] = [];
  const reconcileServices: ReconcileServices = {
    s3: (region) => whileAllowed(clients.s3(region), signal),
    journal,
    controls,
    settings,
    slowDown: settings.slowDown,
    ownRoles: service.environment.OWN_ROLE_ARNS.split(' '),
    leaseMs,
    onRecalled: (recalled) => {
      exemptions = recalled.exemptions;
    },
    tell: (untold, audience) => tell(service, untold, audience),
  };
  const reconcileContext = { isPatient: receives <= MOST_STALE_READS };
  const looked = await whereItIs(bucket, (there) => {
    // What CloudTrail said is of the bucket in that Region: one of its name elsewhere is another.
    const asked = there.region === bucket.region ? evidence : undefined;
    return reconcile(reconcileServices, there, oldestFirst(triggers), {
      ...reconcileContext,
      evidence: asked,
    });
  }).finally(() => tellUntold(service, exemptions));
  const { report, untoldTopics, isMoreToTell, isStale, suspects } = looked;
  const outcome = outcomeOf(report);
  service.telemetry.looked(report, outcome, Date.now() - startedMs);
  await Promise.all(suspects.map((suspect) => askLater(service, report.bucket, suspect)));
  if (report.changes.length > 0) await refreshConfig(service, report);
  const open = report.results.filter(
    ({ status }) => status === 'unavailable' || status === 'slowed',
  );
  const reasons = [...open.map(({ reason, control }) => reason ?? control), untoldReason(looked)];
  const unfinished = reasons.filter((reason) => reason !== undefined);
  if (unfinished.length > 0) {
    const isUntold = untoldTopics.length > 0 && !isMoreToTell;
    throw new ReconcileIncompleteError(unfinished.join('; '), {
      hasFailed: isUntold || (!isStale && open.some(({ status }) => status === 'unavailable')),
      comeBackMs: isMoreToTell ? Date.now() : comeBackOf(looked, receives),
    });
  }
  return outcome as Outcome;
}

/** When to come back for what waits, in ms since 1970; undefined where nothing does. */
function comeBackOf(
  { isStale, comeBackMs }: ReconcileResult,
  receives: number,
): number | undefined {
  if (!isStale) return comeBackMs;
  return Math.min(
    Date.now() + waitAfter(STALE_BACK_OFF_MS, receives),
    comeBackMs ?? Number.POSITIVE_INFINITY,
  );
}

/** Has CloudTrail asked about an edit by a message of its own, which delays nothing else. */
async function askLater(
  { clients, environment, settings }: Service,
  bucket: Bucket,
  suspect: SuspectEdit,
): Promise<void> {
  await clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: environment.EVENTS_QUEUE_URL,
      MessageBody: suspectEditMessage(bucket, suspect),
      DelaySeconds: settings.confirmEdits.firstDelaySeconds,
    }),
  );
}

async function tell(
  service: Service,
  report: Report,
  audience: Audience,
): Promise<readonly string[]> {
  const { environment, clients, controls, telemetry } = service;
  const topics = {
    alertsTopicArn: environment.ALERTS_TOPIC_ARN,
    chatTopicArn: environment.CHAT_TOPIC_ARN,
  };
  const untold = await publishAlert(clients.sns, topics, report, controls, audience);
  for (const { topicArn, error } of untold) {
    telemetry.sideFailure(`an alert could not be published to ${topicArn}`, error);
  }
  return untold.map(({ topicArn }) => topicArn);
}

async function refreshConfig(service: Service, report: Report): Promise<void> {
  const ruleNames = report.triggers.flatMap((trigger) =>
    trigger.kind === 'config-evaluation' ? [trigger.ruleName] : [],
  );
  try {
    await reevaluatePeriodicRules(
      service.clients.config(report.bucket.region),
      ruleNames,
      Date.now(),
    );
  } catch (error) {
    service.telemetry.sideFailure('AWS Config was not asked to judge again', error);
  }
}
