import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { beforeEach, expect, test, vi } from 'vitest';
import { createTelemetry, type MessageEnd } from '../../functions/remediate/telemetry.ts';
import type { Report } from '../../shared/core/report.ts';
import { METRICS } from '../../shared/metrics.ts';

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  // Powertools writes past the console otherwise, and then makes no metrics unless told to.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', METRICS.service);
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', METRICS.namespace);
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});

const retried: MessageEnd = {
  messageId: 'm-1',
  outcome: 'retried',
  bucket: 'slow-down',
  reason: 'SlowDown',
  durationMs: 12,
};

/** The metrics that a message's end makes, as CloudWatch reads them. */
function metricsOf(end: MessageEnd) {
  const logger = new Logger({ logLevel: 'SILENT' });
  createTelemetry(logger, new Metrics()).ended(end);
  return lines.map((line) => {
    const { _aws, ...values } = JSON.parse(line);
    const [{ Namespace, Dimensions, Metrics: metrics }] = _aws.CloudWatchMetrics;
    return { Namespace, Dimensions, metrics, values };
  });
}

test('the age of a message that is tried again is a metric, in seconds, of the whole service', () => {
  expect(metricsOf({ ...retried, ageSeconds: 1900 })).toContainEqual({
    Namespace: 'BucketWarden',
    Dimensions: [['service']],
    metrics: [{ Name: 'RetriedMessageAge', Unit: 'Seconds' }],
    values: { service: 'bucket-warden', RetriedMessageAge: 1900 },
  });
});

test('a heartbeat is a metric by service and outcome, and no other dimension: the alarm asks for this one', () => {
  expect(metricsOf({ ...retried, outcome: 'heartbeat' })).toEqual([
    {
      Namespace: 'BucketWarden',
      Dimensions: [['service', 'outcome']],
      metrics: [{ Name: 'Messages', Unit: 'Count' }],
      values: { service: 'bucket-warden', outcome: 'heartbeat', Messages: 1 },
    },
  ]);
});

test('a message that has ended, or that waits on purpose, has no age', () => {
  const all = [
    ...metricsOf(retried),
    ...metricsOf({ ...retried, outcome: 'fixed', ageSeconds: 1900 }),
  ];
  expect(
    new Set(all.flatMap(({ metrics }) => metrics.map(({ Name }: { Name: string }) => Name))),
  ).toEqual(new Set(['Messages']));
});

test('a look of a hundred causes with a policy each is logged in a line that Lambda does not cut off', () => {
  const written: string[] = [];
  const logger = new Logger();
  vi.spyOn(logger, 'info').mockImplementation((...line) => void written.push(JSON.stringify(line)));
  const actor = { type: 'IAMUser', name: 'alice' };
  const triggers = Array.from({ length: 100 }, (_, index) => ({
    kind: 'api-call' as const,
    id: `e-${index}`,
    time: '2026-11-21T12:00:00Z',
    call: 'PutBucketPolicy',
    actor,
    put: { facet: 'policy' as const, value: 'x'.repeat(20_000) },
  }));
  const bucket = {
    kind: 'bucket' as const,
    name: 'b',
    region: 'eu-west-1',
    account: '111122223333',
    partition: 'aws',
  };
  const report = { bucket, triggers, results: [], changes: [], proposals: [], finishedAt: '' };
  createTelemetry(logger, new Metrics()).looked(report as unknown as Report, 'compliant', 1);
  expect(written[0]?.length).toBeLessThan(10_000);
  expect(written[0]).toContain('"e-19"');
  expect(written[0]).not.toContain('"e-20"');
});
