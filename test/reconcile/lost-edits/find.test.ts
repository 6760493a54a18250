import { beforeEach, describe, expect, test } from 'vitest';
import { NO_EVIDENCE } from '../../../shared/core/lost-edits/evidence.ts';
import type { PolicyWrite } from '../../../shared/core/lost-edits/overwritten.ts';
import type { ApiCallTrigger } from '../../../shared/model/trigger.ts';
import { findOverwritten } from '../../../shared/reconcile/lost-edits/find.ts';
import { MemoryJournal } from '../../fakes/memory-journal.ts';
import { bucketOf, OWN, policy } from '../../peers/fixtures.ts';

const SECOND = Date.parse('2026-11-21T10:00:02.000Z');
const LIVE = policy({ ...OWN, Sid: 'Live' });

const EDIT: ApiCallTrigger = {
  kind: 'api-call',
  id: 'by-alice',
  time: '2026-11-21T10:00:02Z',
  call: 'PutBucketPolicy',
  actor: { type: 'IAMUser', name: 'alice' },
  put: { facet: 'policy', value: policy(OWN) },
};

let journal = new MemoryJournal();
beforeEach(() => {
  journal = new MemoryJournal();
  for (const id of ['first', 'second']) {
    journal.entries.set(id, {
      id,
      bucket: bucketOf('orders'),
      change: { facet: 'policy', before: undefined, after: LIVE, controls: ['tls-only'] },
      reasons: {},
      triggers: [],
      state: 'applied',
      alert: 'told',
      intendedAt: '2026-11-21T10:00:02.000Z',
    });
  }
});

const FIRST: PolicyWrite = {
  id: 'first',
  readFromMs: SECOND - 200,
  writtenAtMs: SECOND + 500,
};
/** It put back another edit of that second, so that nobody knows of the one before it. */
const SECOND_WRITE: PolicyWrite = {
  ...FIRST,
  id: 'second',
  restores: { eventId: 'by-bob', secondMs: SECOND },
};

function find(writes: readonly PolicyWrite[], evidence = NO_EVIDENCE, live = LIVE) {
  return findOverwritten(journal, 'orders', {
    triggers: [EDIT],
    evidence,
    writes,
    settled: [],
    policy: { state: 'present', value: live },
  });
}

const confirmed = (...edits: ApiCallTrigger[]) => ({ confirmed: edits, unconfirmed: [] });

describe('an edit by the word of a message', () => {
  test('is to be asked about, and nothing comes of it meanwhile', async () => {
    expect(await find([FIRST])).toEqual({
      unclear: [],
      unconfirmed: [],
      suspects: [{ trigger: EDIT }],
    });
  });

  test('is not asked about where it was kept, or was made long before the read or after the write', async () => {
    const { put } = EDIT;
    expect((await find([FIRST], NO_EVIDENCE, put?.value as string)).suspects).toEqual([]);
    const long = 5 * 60_000 + 1_000;
    const later = { ...FIRST, readFromMs: SECOND + long, writtenAtMs: SECOND + long };
    expect((await find([later])).suspects).toEqual([]);
    const earlier = { ...FIRST, readFromMs: SECOND - 2_000, writtenAtMs: SECOND - 1 };
    expect((await find([earlier])).suspects).toEqual([]);
  });

  test('is asked about where the read of a look that nobody told of it may have missed it', async () => {
    const swept = { ...FIRST, readFromMs: SECOND + 60_000, writtenAtMs: SECOND + 61_000 };
    expect((await find([swept])).suspects).toEqual([{ trigger: EDIT }]);
  });

  test('is not asked about where an earlier look read it: a later one cannot have missed it', async () => {
    const [first] = journal.entries.values();
    if (first === undefined) throw new Error('there is an entry');
    const before = EDIT.put?.value as string;
    const change = { facet: 'policy', before, after: LIVE, controls: ['tls-only'] } as const;
    journal.entries.set('first', { ...first, change });
    const later = {
      ...FIRST,
      id: 'second',
      readFromMs: SECOND + 60_000,
      writtenAtMs: SECOND + 61_000,
    };
    expect((await find([FIRST, later])).suspects).toEqual([]);
  });

  test('is not asked about again once CloudTrail has answered', async () => {
    const evidence = { confirmed: [], unconfirmed: [{ trigger: EDIT, why: 'it has none' }] };
    const found = await find([FIRST], evidence);
    expect(found.suspects).toEqual([]);
    expect(found.restore).toBeUndefined();
    expect(found.unconfirmed).toMatchObject([{ eventId: 'by-alice', why: 'it has none' }]);
  });
});

describe('an edit that CloudTrail confirms', () => {
  test('is put back', async () => {
    const found = await find([FIRST], confirmed(EDIT));
    expect(found.restore?.eventId).toBe('by-alice');
    expect(found).toMatchObject({ unclear: [], suspects: [] });
  });

  test('is not put back where somebody wrote after the write that it met, whatever stands by now', async () => {
    const later = { ...EDIT, id: 'by-bob', time: '2026-11-21T10:00:03Z' };
    const found = await find([FIRST], confirmed(EDIT, later));
    expect(found).toEqual({ unclear: [], unconfirmed: [], suspects: [] });
  });

  test('is put back once: a genuine event that is sent again is a forgery too', async () => {
    journal.restorations.set('by-alice', 'second');
    const found = await find([FIRST], confirmed(EDIT));
    expect(found.restore).toBeUndefined();
    expect(found.unclear).toEqual([]);
  });

  test('is put back after all where the look that was to do it died before its write', async () => {
    const [first] = journal.entries.values();
    if (first === undefined) throw new Error('there is an entry');
    journal.entries.set('crashed', { ...first, id: 'crashed', state: 'intended' });
    journal.restorations.set('by-alice', 'crashed');
    const circumstances = {
      triggers: [EDIT],
      evidence: confirmed(EDIT),
      writes: [FIRST],
      policy: { state: 'present', value: LIVE } as const,
    };
    const settled = [{ ...first, id: 'crashed', state: 'failed' as const }];
    const open = await findOverwritten(journal, 'orders', { ...circumstances, settled: [] });
    expect(open.restore).toBeUndefined();
    const after = await findOverwritten(journal, 'orders', { ...circumstances, settled });
    expect(after.restore?.eventId).toBe('by-alice');
  });

  test('is unclear beside another of its second that was read, though only one message came', async () => {
    const read = policy({ ...OWN, Sid: 'Read' });
    for (const entry of journal.entries.values()) {
      journal.entries.set(entry.id, {
        ...entry,
        change: { facet: 'policy', before: read, after: LIVE, controls: ['tls-only'] },
      });
    }
    const other: ApiCallTrigger = { ...EDIT, id: 'by-bob', put: { facet: 'policy', value: read } };
    const found = await find([FIRST], confirmed(EDIT, other));
    expect(found.restore).toBeUndefined();
    expect(found.unclear.map(({ eventId }) => eventId)).toEqual(['by-alice']);
  });

  test('is unclear once within the windows of two writes', async () => {
    const found = await find([FIRST, SECOND_WRITE], confirmed(EDIT));
    expect(found.restore?.eventId).toBe('by-alice');
    expect(found.unclear).toEqual([]);
    const undone = { ...SECOND_WRITE, restores: { eventId: 'by-bob', secondMs: SECOND } };
    const twice = await find([FIRST, FIRST, undone], confirmed(EDIT, { ...EDIT, id: 'by-carol' }));
    expect(twice.restore).toBeUndefined();
    expect(twice.unclear.map(({ eventId }) => eventId)).toEqual(['by-alice', 'by-carol']);
  });
});

describe('an edit that CloudTrail confirmed before the service wrote once more', () => {
  const LATER: PolicyWrite = {
    id: 'second',
    readFromMs: SECOND + 10_000,
    writtenAtMs: SECOND + 10_500,
  };

  test('is not put back over that write, which may hold a newer edit: CloudTrail is asked again, until then', async () => {
    const evidence = { ...confirmed(EDIT), listedUntilMs: FIRST.writtenAtMs };
    const found = await find([FIRST, LATER], evidence);
    expect(found.restore).toBeUndefined();
    expect(found.unclear).toEqual([]);
    expect(found.suspects).toEqual([{ trigger: EDIT }]);
  });

  test('is put back where the list goes until that write, and has nothing newer', async () => {
    const evidence = { ...confirmed(EDIT), listedUntilMs: LATER.writtenAtMs };
    expect((await find([FIRST, LATER], evidence)).restore).toMatchObject({ eventId: EDIT.id });
  });

  test('is not put back where the list has a newer one that was read', async () => {
    const newer: ApiCallTrigger = {
      ...EDIT,
      id: 'by-carol',
      time: '2026-11-21T10:00:08Z',
      put: { facet: 'policy', value: LIVE },
    };
    const evidence = { ...confirmed(EDIT, newer), listedUntilMs: LATER.writtenAtMs };
    expect((await find([FIRST, LATER], evidence)).restore).toBeUndefined();
  });
});
