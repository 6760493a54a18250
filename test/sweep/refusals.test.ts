import { expect, test } from 'vitest';
import type { Report } from '../../shared/core/report.ts';
import { sweepChunk } from '../../shared/sweep/chunk.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';
import { chunkServices } from './chunk-services.ts';

const BUCKET = { name: 'acme-logs', region: 'eu-central-1' };
const MINUTE = { remainingMs: () => 60_000 };
const SAID = 'User: u is not authorized to perform: s3:GetBucketPolicy on resource: "r" with an';

/** Sweeps one bucket whose policy may not be read, again and again. */
class Sweeps {
  readonly told: Report[] = [];
  readonly journal = new MemoryJournal();
  readonly s3 = new FakeS3({ [BUCKET.name]: {} });
  alertsLeft = 20;

  constructor(message: string) {
    this.s3.deny('GetBucketPolicy', message);
  }

  async sweep(): Promise<void> {
    this.#aMomentLater();
    const { services, hold } = chunkServices(this.s3.client, {
      journal: this.journal,
      recallMany: async () => new Map([[BUCKET.name, await this.journal.recall()]]),
      tellReport: async (report) => {
        this.told.push(report);
        return [];
      },
    });
    const store = {
      ...services.store,
      claimAlert: async (_id: string, most: number) => {
        expect(most).toBe(20);
        this.alertsLeft -= 1;
        return this.alertsLeft >= 0;
      },
    };
    await sweepChunk({ ...services, store }, hold([BUCKET]), MINUTE);
  }

  /** A look does not begin in the millisecond in which another one ended. */
  #aMomentLater(): void {
    const { state } = this.journal;
    this.journal.state = { ...state, closedAtMs: state.closedAtMs - 1 };
  }

  daysLater(days: number): void {
    const { state } = this.journal;
    const daysMs = days * 86_400_000;
    const { refusalToldMs } = state;
    this.journal.state = {
      ...state,
      closedAtMs: state.closedAtMs - daysMs,
      refusalToldMs: refusalToldMs === undefined ? undefined : refusalToldMs - daysMs,
    };
  }
}

test.each([
  ['the bucket policy by name', `${SAID} explicit deny in a resource-based policy`],
  ['nothing by name, which may be the bucket policy', 'Access Denied'],
])('a refusal by %s is told by the sweep itself, once a week', async (_what, message) => {
  const sweeps = new Sweeps(message);
  for (let day = 0; day < 15; day += 1) {
    await sweeps.sweep();
    sweeps.daysLater(1);
  }
  expect(sweeps.told).toHaveLength(3);
  expect(sweeps.told[0]?.results.find(({ control }) => control === 'tls-only')).toMatchObject({
    status: 'blocked',
    obstacle: { kind: 'access-denied' },
  });
});

test.each([
  'service control policy',
  'resource control policy',
  'VPC endpoint policy',
  'permissions boundary',
])('a refusal by a %s is one of many buckets: the summary tells it', async (kind) => {
  const sweeps = new Sweeps(`${SAID} explicit deny in a ${kind}`);
  for (let day = 0; day < 9; day += 1) await sweeps.sweep();
  expect(sweeps.told).toEqual([]);
  // A look that an event causes tells it, with what to do.
  expect(sweeps.journal.state.refusalToldMs).toBeUndefined();
});

test('a sweep that has sent its alerts leaves the refusal to the next one', async () => {
  const sweeps = new Sweeps('Access Denied');
  sweeps.alertsLeft = 0;
  await sweeps.sweep();
  expect(sweeps.told).toEqual([]);
  sweeps.alertsLeft = 1;
  await sweeps.sweep();
  await sweeps.sweep();
  expect(sweeps.told).toHaveLength(1);
});
