import { describe, expect, test } from 'vitest';
import type { ChangeState, JournalEntry } from '../../../shared/core/journal.ts';
import type { PolicyWrite } from '../../../shared/core/lost-edits/overwritten.ts';
import type { Change } from '../../../shared/model/facet.ts';
import {
  clearedWrites,
  settledPolicyWrites,
  withPolicyWrite,
} from '../../../shared/reconcile/lost-edits/policy-writes.ts';
import { bucketOf } from '../../peers/fixtures.ts';

const MINUTE_MS = 60_000;
const WRITTEN_AT = 1_500;
const POLICY: Change = { facet: 'policy', before: undefined, after: '{}', controls: ['tls-only'] };
const ENCRYPTION: Change = {
  facet: 'encryption',
  before: undefined,
  after: { Rules: [] },
  controls: ['default-encryption'],
};

function entry(id: string, change: Change = POLICY, state: ChangeState = 'intended'): JournalEntry {
  return {
    id,
    bucket: bucketOf('orders'),
    change,
    reasons: {},
    triggers: [],
    state,
    alert: 'pending',
    intendedAt: '2026-11-21T00:00:00.000Z',
  };
}

function writeAt(writtenAtMs: number, id = 'w'): PolicyWrite {
  return { id, readFromMs: writtenAtMs - 100, writtenAtMs };
}

describe('a look that is about to write', () => {
  const intended = { readFromMs: 1_000, writtenAtMs: 61_000, restored: undefined };

  test('remembers the write of a policy before it is made, until it can have been made', () => {
    const writes = withPolicyWrite([], {
      ...intended,
      entries: [entry('e', ENCRYPTION), entry('p')],
    });
    expect(writes).toEqual([{ id: 'p', readFromMs: 1_000, writtenAtMs: 61_000 }]);
  });

  test('remembers which edit it puts back, and nothing else of it', () => {
    const restored = { eventId: 'c', secondMs: 5_000, who: 'alice', value: '{}' };
    const [write] = withPolicyWrite([], { ...intended, entries: [entry('p')], restored });
    expect(write?.restores).toEqual({ eventId: 'c', secondMs: 5_000 });
  });

  test('leaves the writes alone where it writes no policy', () => {
    const writes = [writeAt(1)];
    expect(withPolicyWrite(writes, { ...intended, entries: [entry('e', ENCRYPTION)] })).toBe(
      writes,
    );
  });

  test('remembers ten writes at the most, the newest', () => {
    let writes: readonly PolicyWrite[] = [];
    for (let made = 1; made <= 12; made += 1) {
      writes = withPolicyWrite(writes, { ...intended, entries: [entry(`w-${made}`)] });
    }
    expect(writes.map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, index) => `w-${index + 3}`),
    );
  });
});

describe('a look that is done', () => {
  const planned = () => [writeAt(Date.now() + MINUTE_MS, 'p')];
  const settled = (writes: readonly PolicyWrite[], changes: Change[], uncertain: Change[] = []) =>
    settledPolicyWrites(writes, [entry('p')], {
      changes,
      uncertain: new Set(uncertain.map(({ facet }) => facet)),
      policyWrittenAtMs: changes.includes(POLICY) ? WRITTEN_AT : undefined,
    });

  test('ends the window of the write that it made with the answer of the write', () => {
    const [write] = settled(planned(), [POLICY]);
    expect(write).toMatchObject({ id: 'p', writtenAtMs: WRITTEN_AT });
  });

  test('leaves no window of a write that S3 refused, or that was not wanted any more', () => {
    expect(settled(planned(), [])).toEqual([]);
    expect(settled(planned(), [ENCRYPTION], [ENCRYPTION])).toEqual([]);
  });

  test('leaves the window open of a write whose answer was lost', () => {
    const writes = planned();
    expect(settled(writes, [], [POLICY])).toEqual(writes);
  });

  test('keeps the windows of earlier writes', () => {
    const earlier = writeAt(1, 'earlier');
    expect(settled([earlier], [])).toEqual([earlier]);
  });
});

test('a window is open for six hours: CloudTrail tells and confirms within less', () => {
  const hours = 60 * MINUTE_MS;
  const recent = writeAt(10 * hours - 6 * hours + 1, 'recent');
  const old = writeAt(10 * hours - 6 * hours, 'old');
  expect(clearedWrites([old, recent], [], 10 * hours)).toEqual([recent]);
});

test('a write that turns out to have been made was made by then', () => {
  const writes = [writeAt(1_000, 'before'), writeAt(61_000, 'applied'), writeAt(61_000, 'open')];
  const found = [entry('before', POLICY, 'applied'), entry('applied', POLICY, 'applied')];
  expect(clearedWrites(writes, found, 2_000).map(({ writtenAtMs }) => writtenAtMs)).toEqual([
    1_000, 2_000, 61_000,
  ]);
});

test('a write that turns out not to have been made leaves no window', () => {
  const writes = ['failed', 'applied', 'superseded', 'open'].map((id) => writeAt(1, id));
  const found = [
    entry('failed', POLICY, 'failed'),
    entry('applied', POLICY, 'applied'),
    entry('superseded', POLICY, 'superseded'),
  ];
  expect(clearedWrites(writes, found, 2).map(({ id }) => id)).toEqual([
    'applied',
    'superseded',
    'open',
  ]);
});
