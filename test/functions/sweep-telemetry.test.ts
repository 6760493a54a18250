import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, expect, test, vi } from 'vitest';
import { createSweepTelemetry } from '../../functions/sweep/telemetry.ts';
import type { Report } from '../../shared/core/report.ts';
import { summary } from '../core/sweep-summary/summaries.ts';

afterEach(() => vi.restoreAllMocks());

/** The lines that the telemetry writes, read back. */
function linesOf(tell: (telemetry: ReturnType<typeof createSweepTelemetry>) => void) {
  const lines: Record<string, unknown>[] = [];
  const logger = new Logger({ serviceName: 'sweep' });
  vi.spyOn(logger, 'info').mockImplementation((message, ...details) => {
    lines.push(Object.assign({ message }, ...details));
  });
  const metrics = new Metrics({ namespace: 'BucketWarden', serviceName: 'sweep' });
  vi.spyOn(metrics, 'publishStoredMetrics').mockImplementation(() => {
    lines.push({ ...metrics.serializeMetrics() });
    metrics.clearMetrics();
    metrics.clearDimensions();
    return metrics;
  });
  tell(createSweepTelemetry(logger, metrics));
  return lines;
}

test('the compliance of each control is a set of metrics: what was fixed is compliant by now', () => {
  const lines = linesOf((telemetry) =>
    telemetry.summary(
      summary({
        controls: {
          'tls-only': { compliant: 5, fixed: 2, blocked: 1, slowed: 1, audited: 1, exempt: 3 },
          'default-encryption': { unavailable: 4 },
        },
      }),
    ),
  );
  expect(lines).toMatchObject([
    { SweepsEnded: 1 },
    { control: 'tls-only', CompliantBuckets: 7, NoncompliantBuckets: 3, ExemptBuckets: 3 },
    { control: 'default-encryption', CompliantBuckets: 0, NoncompliantBuckets: 4 },
  ]);
});

test('the end of a sweep is a metric with no dimension but the service, as the alarm asks for it', () => {
  const [ended] = linesOf((telemetry) => telemetry.summary(summary({ controls: {} })));
  expect(ended).toMatchObject({
    SweepsEnded: 1,
    _aws: { CloudWatchMetrics: [{ Dimensions: [['service']] }] },
  });
});

test('a look has a line with the bucket, the outcome and the facets that were written', () => {
  const report: Report = {
    bucket: {
      kind: 'bucket' as const,
      name: 'acme-logs',
      region: 'eu-west-1',
      account: '111122223333',
      partition: 'aws',
    },
    triggers: [{ kind: 'sweep', id: 's', time: '2026-11-21T03:00:00.000Z' }],
    results: [],
    changes: [{ facet: 'policy', before: undefined, after: '{}', controls: ['tls-only'] }],
    proposals: [],
    finishedAt: '2026-11-21T03:00:01.000Z',
  };
  expect(linesOf((telemetry) => telemetry.looked(report, 'fixed'))).toEqual([
    {
      message: 'a sweep looked at a bucket',
      bucket: 'acme-logs',
      region: 'eu-west-1',
      outcome: 'fixed',
      results: [],
      changed: ['policy'],
    },
  ]);
});
