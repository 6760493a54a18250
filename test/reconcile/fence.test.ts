import { PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { HttpResponse } from '@smithy/core/protocols';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CONTROLS } from '../../shared/controls/index.ts';
import { type JournalEntry, NO_STATE } from '../../shared/core/journal.ts';
import { LeaseOverError, withinLease } from '../../shared/reconcile/fence.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import type { ReconcileServices } from '../../shared/reconcile/services.ts';
import type { Sender } from '../../shared/resources/facet-calls.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';
import { bucketOf, OWN, policy, statementsOf } from '../peers/fixtures.ts';

const HOUR = 3_600_000;
const NAME = 'asleep';
const SWEEP = { kind: 'sweep', id: 's-1', time: '2026-11-21T00:00:00.000Z' } as const;

// Only the clock: a computer that sleeps takes its timers with it.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function sleepFor(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

function lookerAt(
  s3: FakeS3,
  journal = new MemoryJournal(),
  more: Partial<ReconcileServices> = {},
) {
  const services: ReconcileServices = {
    s3: () => s3.client,
    journal,
    controls: CONTROLS,
    settings: {
      controls: { 'tls-only': 'enforce', 'block-public-access': 'enforce' },
      encryption: { minimum: 'SSE-S3' },
    },
    leaseMs: 60_000,
    tell: async () => [],
    ...more,
  };
  return { journal, reconcile: () => reconcile(services, bucketOf(NAME), [SWEEP]) };
}

const stateOf = (entries: Iterable<JournalEntry>) =>
  [...entries].map(({ change, state }) => `${change.facet} ${state}`);

describe('a writer that slept beyond its lease', () => {
  test('writes nothing stale, and its change is settled by the next look', async () => {
    const s3 = new FakeS3({ [NAME]: { policy: policy(OWN) } });
    const { journal, reconcile } = lookerAt(s3);
    s3.before('GetBucketPolicy', () => s3.before('GetBucketPolicy', () => sleepFor(3 * HOUR)));
    const { report } = await reconcile();
    expect(s3.writes()).toEqual([]);
    expect(report.results.map(({ status }) => status)).toEqual(['unavailable', 'unavailable']);
    expect(report.results[0]?.reason).toContain('LeaseOverError');
    sleepFor(1_000);
    await reconcile();
    const states = stateOf(journal.entries.values());
    expect(states).toContain('policy failed');
    expect(states).toContain('policy applied');
    expect(journal.state.open).toEqual([]);
  });

  test('between two rounds writes what it had written, and no more', async () => {
    const s3 = new FakeS3({ [NAME]: { policy: policy(OWN) } });
    const { reconcile } = lookerAt(s3);
    s3.before('PutBucketPolicy', () => sleepFor(HOUR));
    const { report } = await reconcile();
    expect(s3.writes()).toEqual(['PutBucketPolicy']);
    expect(report.changes.map(({ facet }) => facet)).toEqual(['policy']);
  });

  test('does not amend a change that another look settled', async () => {
    const s3 = new FakeS3({ [NAME]: { policy: policy(OWN) } });
    const { journal, reconcile } = lookerAt(s3);
    s3.before('GetBucketPolicy', () =>
      s3.before('GetBucketPolicy', () => {
        s3.held(NAME).policy = policy(OWN, { ...OWN, Sid: 'Later' });
        for (const [id, entry] of journal.entries) {
          journal.entries.set(id, { ...entry, state: 'failed' });
        }
      }),
    );
    await expect(reconcile()).rejects.toThrow('settled');
    expect(stateOf(journal.entries.values())).toContain('policy failed');
    expect(s3.writes()).toEqual([]);
  });
});

test('a writer whose clock is behind asks the table, and writes nothing once another look was there', async () => {
  const s3 = new FakeS3({ [NAME]: { policy: policy(OWN) } });
  const slow = lookerAt(s3, undefined, { isClockDoubted: true, isRecordSlow: true });
  s3.before('GetBucketPolicy', () =>
    s3.before('GetBucketPolicy', () => {
      // To the right clock of whoever looks now, the lease was over from its beginning.
      slow.journal.state = { ...slow.journal.state, version: 9, leasedUntilMs: 0 };
      s3.held(NAME).policy = policy({ ...OWN, Sid: 'Later' });
    }),
  );
  await expect(slow.reconcile()).rejects.toThrow('moved');
  expect(s3.writes()).toEqual([]);
  expect(statementsOf(s3.held(NAME).policy)).toMatchObject([{ Sid: 'Later' }]);
});

test('a lease that no writer takes, as of a clock that is days ahead, keeps nobody away', async () => {
  const s3 = new FakeS3({ [NAME]: { policy: policy(OWN) } });
  const { journal, reconcile } = lookerAt(s3);
  journal.state = { ...journal.state, leasedUntilMs: Date.now() + 60_000 };
  await expect(reconcile()).rejects.toThrow('another look is at');
  journal.state = { ...journal.state, leasedUntilMs: Date.now() + 48 * HOUR };
  await reconcile();
  expect(s3.writes()).toContain('PutBucketPolicy');
});

describe('one write', () => {
  /** A real client whose requests go nowhere; `onRequest` answers each of them. */
  function clientOf(onRequest: (request: number) => number) {
    let requests = 0;
    const s3 = new S3Client({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: {
        handle: async () => {
          requests += 1;
          return { response: new HttpResponse({ statusCode: onRequest(requests), headers: {} }) };
        },
      },
    });
    return { s3, requests: () => requests };
  }
  const put = async (s3: Sender) => {
    const PublicAccessBlockConfiguration = {};
    await s3.send(
      new PutPublicAccessBlockCommand({ Bucket: NAME, PublicAccessBlockConfiguration }),
    );
  };

  test('is tried again within the lease', async () => {
    const { s3, requests } = clientOf((request) => (request === 1 ? 503 : 200));
    await withinLease(s3, { untilMs: Date.now() + 60_000 }, put);
    expect(requests()).toBe(2);
  });

  test('is not tried again once the lease is over', async () => {
    const { s3, requests } = clientOf(() => {
      sleepFor(58_000);
      return 503;
    });
    const writing = withinLease(s3, { untilMs: Date.now() + 60_000 }, put);
    await expect(writing).rejects.toThrow(LeaseOverError);
    expect(requests()).toBe(1);
  });

  test('does not leave once its credentials took longer than the lease', async () => {
    const { s3, requests } = clientOf(() => 200);
    s3.config.credentials = async () => {
      sleepFor(HOUR);
      return { accessKeyId: 'a', secretAccessKey: 'b' };
    };
    const writing = withinLease(s3, { untilMs: Date.now() + 60_000 }, put);
    await expect(writing).rejects.toThrow(LeaseOverError);
    expect(requests()).toBe(0);
  });
});

describe('what a wrong clock, or nobody, wrote into the state', () => {
  test.each([
    ['a look that was done in a year', { closedAtMs: Date.now() + 365 * 24 * HOUR }],
    ['a lease for a year', { leasedUntilMs: Date.now() + 365 * 24 * HOUR }],
  ])('%s keeps no look away', async (_what, written) => {
    const s3 = new FakeS3({ [NAME]: { policy: policy(OWN) } });
    const journal = new MemoryJournal();
    journal.state = { ...NO_STATE, version: 7, ...written };
    const { report } = await lookerAt(s3, journal).reconcile();
    expect(report.results.map(({ status }) => status)).toEqual(['fixed', 'fixed']);
    expect(journal.state.closedAtMs).toBeLessThanOrEqual(Date.now());
  });
});
