import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { StatusCounts } from '../../shared/core/sweep/summary.ts';
import { METRICS } from '../../shared/metrics.ts';
import type { SweepTelemetry } from '../../shared/sweep/services.ts';

/** A line a bucket that is not simply compliant and a step; the compliance by control as metrics at the end. */
export function createSweepTelemetry(logger: Logger, metrics: Metrics): SweepTelemetry {
  return {
    looked(report, outcome) {
      logger.info('a sweep looked at a bucket', {
        bucket: report.bucket.name,
        region: report.bucket.region,
        outcome,
        results: report.results,
        changed: report.changes.map((change) => change.facet),
      });
    },
    step(what, details) {
      logger.info(what, { ...details });
    },
    summary({ controls }) {
      metrics.addMetric(METRICS.sweepsEnded, MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
      for (const [control, counts] of Object.entries(controls)) {
        const { compliant, exempt, noncompliant } = complianceOf(counts);
        metrics.addDimension('control', control);
        metrics.addMetric('CompliantBuckets', MetricUnit.Count, compliant);
        metrics.addMetric('NoncompliantBuckets', MetricUnit.Count, noncompliant);
        metrics.addMetric('ExemptBuckets', MetricUnit.Count, exempt);
        metrics.publishStoredMetrics();
      }
    },
  };
}

/** What is fixed is compliant by now. */
function complianceOf({ compliant = 0, fixed = 0, exempt = 0, ...others }: StatusCounts) {
  const noncompliant = Object.values(others).reduce((sum, count) => sum + count, 0);
  return { compliant: compliant + fixed, exempt, noncompliant };
}
