import { type AlertTopics, publicationsOf, publish, putOff } from '../../shared/aws/alerts.ts';
import type { Clients } from '../../shared/aws/clients.ts';
import { reevaluatePeriodicRules } from '../../shared/aws/config-rules.ts';
import { look, oldestFirst } from '../../shared/aws/look.ts';
import { buildAlert } from '../../shared/core/alert/alert.ts';
import { toNotification } from '../../shared/core/alert/notification.ts';
import type { Cause } from '../../shared/core/cause.ts';
import type { AnyControl } from '../../shared/core/control.ts';
import { type Outcome, outcomeOf, type Report } from '../../shared/core/report.ts';
import type { Bucket } from '../../shared/core/target.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Environment } from './environment.ts';
import type { Telemetry } from './telemetry.ts';

/** What the function is made of: nothing here is about any one bucket. */
export interface Service {
  readonly clients: Clients;
  readonly controls: readonly AnyControl[];
  readonly settings: Settings;
  readonly environment: Environment;
  readonly telemetry: Telemetry;
}

/** Part of a look could not be done for a reason that passes; the message is worth another try. */
export class LookIncompleteError extends Error {
  override readonly name = 'LookIncompleteError';
}

/**
 * Looks at one bucket, repairs it and tells.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {LookIncompleteError} where a facet could not be read or written for now.
 */
export async function handleBucket(
  service: Service,
  bucket: Bucket,
  causes: readonly [Cause, ...Cause[]],
): Promise<Outcome> {
  const startedMs = Date.now();
  const s3 = service.clients.s3(bucket.region);
  const report = await look(s3, bucket, oldestFirst(causes), service.controls, service.settings);
  const outcome = outcomeOf(report);
  const unavailable = report.results.filter((result) => result.status === 'unavailable');
  // What a person has to do is told once the look is complete; what was written is told at once.
  if (report.changes.length > 0 || (unavailable.length === 0 && outcome !== 'compliant')) {
    await tell(service, report);
  }
  service.telemetry.looked(report, outcome, Date.now() - startedMs);
  if (report.changes.length > 0) await refreshConfig(service, report);
  if (unavailable.length > 0) {
    throw new LookIncompleteError(unavailable.map((result) => result.reason).join('; '));
  }
  return outcome === 'unavailable' ? 'compliant' : outcome;
}

async function tell(service: Service, report: Report): Promise<void> {
  const { environment, clients, settings, telemetry } = service;
  const topics: AlertTopics = {
    alertsTopicArn: environment.ALERTS_TOPIC_ARN,
    chatTopicArn: environment.CHAT_TOPIC_ARN,
  };
  const publications = publicationsOf(toNotification(buildAlert(report)), topics);
  await Promise.all(
    publications.map(async (publication) => {
      try {
        await publish(clients.sns, publication);
      } catch (error) {
        telemetry.sideFailure('an alert could not be published and goes back to the queue', error);
        await putOff(
          clients.sqs,
          environment.EVENTS_QUEUE_URL,
          publication,
          settings.retry.firstDelaySeconds,
        );
      }
    }),
  );
}

async function refreshConfig(service: Service, report: Report): Promise<void> {
  const ruleNames = report.causes.flatMap((cause) =>
    cause.kind === 'config-evaluation' ? [cause.ruleName] : [],
  );
  try {
    await reevaluatePeriodicRules(service.clients.config, ruleNames, Date.now());
  } catch (error) {
    service.telemetry.sideFailure('AWS Config was not asked to judge again', error);
  }
}
