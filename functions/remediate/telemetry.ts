import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { describeError } from '../../shared/aws/errors.ts';
import { printable } from '../../shared/core/printable.ts';
import type { Outcome, Report } from '../../shared/core/report.ts';
import { METRICS } from '../../shared/metrics.ts';
import { triggersInShort } from '../../shared/model/trigger.ts';

/** How a message ended, for log and metrics; `retried` is no end: the message comes again. */
export interface MessageEnd {
  readonly messageId: string;
  readonly outcome: Outcome | 'retried';
  readonly bucket?: string | undefined;
  readonly reason?: string | undefined;
  /** Of a message whose look failed: one that waits on purpose has none. */
  readonly ageSeconds?: number | undefined;
  readonly durationMs: number;
}

/** What the service says of itself: one structured log line a look and a message, metrics by control and outcome. */
export interface Telemetry {
  looked(report: Report, outcome: string, durationMs: number): void;
  ended(end: MessageEnd): void;
  /** Something that was tried on the side did not work; nobody's look depends on it. */
  sideFailure(what: string, error: unknown): void;
}

export function createTelemetry(logger: Logger, metrics: Metrics): Telemetry {
  const count = (
    name: string,
    dimensions: Record<string, string>,
    about: Record<string, string> = {},
  ) => {
    const metric = metrics.singleMetric();
    metric.addDimensions(dimensions);
    // Metadata is found in the metric's log line and makes no metric of its own.
    for (const [key, value] of Object.entries(about)) metric.addMetadata(key, printable(value));
    metric.addMetric(name, MetricUnit.Count, 1);
  };
  return {
    looked(report, outcome, durationMs) {
      logger.info('looked at a bucket', {
        bucket: report.bucket.name,
        region: report.bucket.region,
        // A batch may have hundreds, each with a policy: Lambda cuts off a line that long.
        triggers: triggersInShort(report.triggers),
        outcome,
        durationMs,
        results: report.results,
        changed: report.changes.map((change) => change.facet),
      });
      for (const result of report.results) {
        const { control, status, reason = '' } = result;
        const about: Record<string, string> =
          status === 'exempt' ? { bucket: report.bucket.name, reason } : {};
        count('ControlOutcomes', { control, outcome: status }, about);
      }
      if (report.changes.length > 0) {
        const sinceMs = Date.parse(report.finishedAt) - Date.parse(report.triggers[0].time);
        metrics
          .singleMetric()
          .addMetric('TimeToFix', MetricUnit.Milliseconds, Math.max(0, sinceMs));
      }
    },
    ended(end) {
      const log = end.outcome === 'dead-lettered' || end.outcome === 'retried' ? 'warn' : 'info';
      logger[log]('message ended', { ...end });
      count(METRICS.messages, { outcome: end.outcome });
      const { outcome, ageSeconds } = end;
      // SQS leaves a message that was received three times out of the age of its oldest.
      if (outcome === 'retried' && ageSeconds !== undefined) {
        metrics.singleMetric().addMetric(METRICS.retriedMessageAge, MetricUnit.Seconds, ageSeconds);
      }
    },
    sideFailure(what, error) {
      logger.warn(what, { reason: describeError(error) });
    },
  };
}
