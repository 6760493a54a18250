import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { POLICY_KINDS } from '../../../shared/core/refusal/refusing-policy.ts';
import type { SweepSummary } from '../../../shared/core/sweep/summary.ts';
import { toSweepNotification } from '../../../shared/core/sweep-summary/notification.ts';
import { SweepSummarySchema } from '../../../shared/core/sweep-summary/schema.ts';
import { text } from '../alert/arbitraries.ts';
import { checkNotification } from '../alert/check-notification.ts';
import { runs } from '../runs.ts';
import { summary } from './summaries.ts';

vi.setConfig({ testTimeout: 60_000 });

const count = fc.integer({ min: 0, max: 100_000 });
const STATUSES = {
  fixed: count,
  audited: count,
  blocked: count,
  slowed: count,
  unavailable: count,
};
const counts = fc.record({ compliant: count, exempt: count, ...STATUSES }, { requiredKeys: [] });

const finding = fc.record({
  bucket: text,
  region: text,
  control: text,
  severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
  status: fc.constantFrom('fixed', 'audited', 'blocked', 'slowed', 'unavailable'),
  reason: text,
});

const refused = fc.record(
  {
    ...{ bucket: text, region: text, controls: fc.array(text, { maxLength: 3 }) },
    obstacle: fc.constantFrom('access-denied', 'credentials-refused', 'call-refused'),
    refusedBy: fc.record(
      {
        kind: fc.constantFrom(...POLICY_KINDS),
        effect: fc.constantFrom('denies', 'does-not-allow'),
        ...{ action: text, arn: text },
      },
      { requiredKeys: ['kind', 'effect'] },
    ),
  },
  { requiredKeys: ['bucket', 'region', 'controls', 'obstacle'] },
);

const exemption = fc.record(
  {
    source: fc.constantFrom('settings', 'person'),
    id: text,
    bucket: text,
    controls: fc.array(text, { maxLength: 3 }),
    reason: text,
    owner: text,
    expires: text,
    createdAt: text,
  },
  { requiredKeys: ['source', 'bucket', 'reason', 'owner'] },
);

const always = {
  mode: fc.constantFrom('by-settings', 'audit'),
  isFirst: fc.boolean(),
  buckets: count,
  outcomes: counts,
  controls: fc.dictionary(text, counts, { maxKeys: 5 }),
  worst: fc.array(finding, { maxLength: 10 }),
  fixed: fc.array(finding, { maxLength: 10 }),
  refused: fc.record({ buckets: count, named: fc.array(refused, { maxLength: 50 }) }),
  expiring: fc.array(exemption, { maxLength: 10 }),
  unforwarded: fc.array(fc.record({ region: text, buckets: count }), { maxLength: 10 }),
};

const parts = fc.record(
  { ...always, incomplete: fc.record({ counted: count }) },
  { requiredKeys: Object.keys(always) as (keyof typeof always)[] },
) as fc.Arbitrary<Partial<SweepSummary>>;

test('any summary fits into SNS, mail and chat, and is what its schema says', () => {
  fc.assert(
    fc.property(parts, (some) => {
      checkNotification(toSweepNotification(summary(some)), SweepSummarySchema);
    }),
    { numRuns: runs(100) },
  );
});

test.each(['"', '漢', 'x\n', '\u0000y'])(
  'fits, however long its lists and texts of %j are',
  (unit) => {
    const long = unit.repeat(20_000);
    const many = <T>(one: T) => Array.from({ length: 300 }, () => one);
    const worst = {
      bucket: long,
      region: long,
      control: long,
      severity: 'high',
      status: 'blocked',
      reason: long,
    } as const;
    const expiring = {
      source: 'person',
      id: long,
      bucket: long,
      controls: [long, long, long],
      reason: long,
      owner: long,
      expires: long,
    } as const;
    const notification = toSweepNotification(
      summary({
        worst: many(worst),
        fixed: many(worst),
        expiring: many(expiring),
        unforwarded: many({ region: long, buckets: 1 }),
        controls: Object.fromEntries(
          Array.from({ length: 300 }, (_, index) => [`${index}${long}`, { blocked: 1 }]),
        ),
      }),
    );
    checkNotification(notification, SweepSummarySchema);
    const { shortened } = JSON.parse(JSON.parse(notification.message).default);
    expect(shortened.worst).toBe(shortened.expiring);
    expect(shortened.controls).toBeGreaterThanOrEqual(280);
  },
);
