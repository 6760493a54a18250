import { describe, expect, test } from 'vitest';
import type { UndoRecord, UndoStore } from '../../shared/aws/journal/undo.ts';
import { undo } from '../../shared/aws/undo.ts';
import type { JournalEntry } from '../../shared/core/journal.ts';
import { FakeS3 } from '../peers/fake-s3.ts';
import { bucketOf, OWN, policy } from '../peers/fixtures.ts';

const BEFORE = policy(OWN);
const AFTER = policy(OWN, { ...OWN, Sid: 'Added' });

const entry: JournalEntry = {
  id: '1hzk3x2am-7qd',
  bucket: bucketOf('web'),
  change: { facet: 'policy', before: BEFORE, after: AFTER, controls: ['tls-only'] },
  reasons: {},
  causes: [],
  state: 'applied',
  alert: 'told',
  intendedAt: '2026-11-21T00:00:00.000Z',
};

const exemption = { id: 'e' } as UndoRecord['exemption'];
const record = {
  entry,
  undone: { by: 'ada', at: entry.intendedAt, reason: 'r', exemption: 'e' },
  exemption,
};

function storing(happened: string[]): UndoStore {
  return {
    record: async () => void happened.push('record'),
    takeBack: async () => void happened.push('take back'),
  };
}

describe('an undo', () => {
  test('is recorded before it is written, to the byte', async () => {
    const s3 = new FakeS3({ web: { policy: AFTER } });
    const happened: string[] = [];
    s3.before('PutBucketPolicy', () => happened.push('write'));
    expect(await undo(s3.client, storing(happened), record)).toEqual({ is: 'undone' });
    expect(happened).toEqual(['record', 'write']);
    expect(s3.held('web').policy).toBe(BEFORE);
  });

  test('records and writes nothing where the facet moved or could not be read', async () => {
    const happened: string[] = [];
    const moved = new FakeS3({ web: { policy: policy({ ...OWN, Sid: 'Other' }) } });
    expect(await undo(moved.client, storing(happened), record)).toMatchObject({ is: 'moved' });
    const denied = new FakeS3({ web: { policy: AFTER } });
    denied.deny('GetBucketPolicy');
    expect(await undo(denied.client, storing(happened), record)).toMatchObject({ is: 'unknown' });
    expect(happened).toEqual([]);
    expect([...moved.writes(), ...denied.writes()]).toEqual([]);
  });

  test('is taken back where S3 refuses the write', async () => {
    const s3 = new FakeS3({ web: { policy: AFTER } });
    s3.deny('PutBucketPolicy');
    const happened: string[] = [];
    const result = await undo(s3.client, storing(happened), record);
    expect(result).toMatchObject({ is: 'refused', error: { name: 'AccessDenied' } });
    expect(happened).toEqual(['record', 'take back']);
  });

  test('says so where it could not be taken back either', async () => {
    const s3 = new FakeS3({ web: { policy: AFTER } });
    s3.deny('PutBucketPolicy');
    const takeBackError = new Error('the table is gone');
    const store = { ...storing([]), takeBack: () => Promise.reject(takeBackError) };
    expect(await undo(s3.client, store, record)).toMatchObject({ is: 'refused', takeBackError });
  });
});
