import { expect, test } from 'vitest';
import { isRepair } from '../../shared/core/journal.ts';
import type { Report } from '../../shared/core/report.ts';
import { undo } from '../../shared/reconcile/undo.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';
import { lookAt, OWN, policy } from './fixtures.ts';

/** A service that remembers, and what it told. */
function remembering() {
  const told: Report[] = [];
  const journal = new MemoryJournal();
  const tell = async (report: Report) => {
    told.push(report);
    return [];
  };
  return { services: { journal, tell }, journal, told };
}

const byPerson = {
  ...{ kind: 'person' as const, id: 'p-1', time: '2026-11-21T00:00:00.000Z' },
  ...{ actor: { type: 'Person', name: 'user/ada' }, command: 'warden undo' },
};

/** A look does not begin in the millisecond in which another one ended. */
function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

test('All of them tell of one repair as often as its event comes', async () => {
  const s3 = new FakeS3({ orders: { policy: policy(OWN) } });
  const { services, told } = remembering();
  const deliver = () => lookAt(s3, 'orders', 'SSE-KMS', services);
  // Two functions get the event at once; the one that comes too late gets it again.
  await Promise.allSettled([deliver(), deliver()]);
  for (let time = 0; time < 3; time += 1) {
    await later();
    await deliver();
  }
  expect(told).toHaveLength(1);
  expect(told[0]?.changes).toHaveLength(3);
  expect(s3.writes()).toHaveLength(3);
});

test('All of them tell of one repair as often as its event comes: what cannot be repaired', async () => {
  const s3 = new FakeS3({ orders: {} });
  s3.deny('PutBucketPolicy');
  const { services, told } = remembering();
  for (let time = 0; time < 3; time += 1) {
    await lookAt(s3, 'orders', 'SSE-S3', services);
    await later();
  }
  expect(told).toHaveLength(1);
});

test.each([
  ['of what was there', { policy: policy(OWN), publicAccessBlock: { IgnorePublicAcls: true } }],
  ['of what was not there', {}],
])('All of them have no way back: %s', async (_situation, before) => {
  const s3 = new FakeS3({ orders: before });
  const { services, journal } = remembering();
  await lookAt(s3, 'orders', 'SSE-S3', services);
  expect(s3.held('orders')).not.toEqual(before);

  for (const entry of [...journal.entries.values()].filter(isRepair)) {
    const { id, change } = entry;
    const createdAt = new Date().toISOString();
    const exemption = {
      ...{ source: 'person' as const, id, createdAt, bucket: 'orders', controls: change.controls },
      ...{ reason: 'it was meant', owner: 'ada', expires: '2999-01-01T00:00:00.000Z' },
    };
    const undone = { by: 'ada', at: createdAt, reason: 'it was meant', exemption: id };
    const request = { id: `undo-${id}`, entry, undone, exemption, trigger: byPerson };
    expect(await undo(s3.client, journal, request)).toEqual({ is: 'undone' });
  }
  expect(s3.held('orders')).toEqual(before);

  // And what is put back is left alone.
  await later();
  const { results } = await lookAt(s3, 'orders', 'SSE-S3', services);
  expect(results.map(({ status }) => status)).toEqual(['exempt', 'exempt', 'exempt']);
  expect(s3.held('orders')).toEqual(before);
});
