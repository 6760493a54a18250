import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecordedChange, Repair } from '../../shared/core/journal.ts';
import { BucketBusyError } from '../../shared/journal/journal.ts';
import { findOverwritten } from '../../shared/reconcile/lost-edits/find.ts';
import { NotAppliedError, type UndoRequest, undo } from '../../shared/reconcile/undo.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { byAlice, NAME, Stage } from '../fakes/stage.ts';
import { ALL_ON, bucketOf, OWN, policy } from '../peers/fixtures.ts';

const HOUR = 3_600_000;
const BEFORE = policy(OWN);
const AFTER = policy(OWN, { ...OWN, Sid: 'Added' });
const REPAIRED = '1hzk3x2am-7qd';
const AT = '2026-11-21T00:00:00.000Z';

const OF_POLICY = {
  facet: 'policy',
  before: BEFORE,
  after: AFTER,
  controls: ['tls-only'],
} as const;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** A bucket that was repaired, told of, and left as it was; the clock stands still unless it is moved. */
function repaired(change: Repair['change'] = OF_POLICY) {
  const s3 = new FakeS3({ [NAME]: { [change.facet]: change.after } });
  const stage = new Stage(s3);
  const entry: Repair = {
    id: REPAIRED,
    bucket: bucketOf(NAME),
    change,
    reasons: {},
    triggers: [],
    state: 'applied',
    alert: 'told',
    intendedAt: AT,
  };
  stage.journal.entries.set(REPAIRED, entry);
  const request: UndoRequest = {
    id: 'undo-1',
    entry,
    undone: { by: 'user/ada', at: AT, reason: 'old clients', exemption: 'e' },
    exemption: {
      ...{ source: 'person', id: 'e', bucket: NAME, controls: change.controls },
      ...{ reason: 'old clients', owner: 'user/ada', createdAt: new Date().toISOString() },
      expires: '2999-01-01T00:00:00.000Z',
    },
    trigger: {
      ...{ kind: 'person', id: 'p-1', time: AT, command: 'warden undo' },
      actor: { type: 'Person', name: 'user/ada' },
    },
  };
  const { journal } = stage;
  return {
    ...{ s3, stage, journal },
    undo: () => undo(s3.client, journal, request),
    own: () => [...journal.entries.values()].find(({ undoes }) => undoes !== undefined),
    stateOfRepair: () => journal.entries.get(REPAIRED)?.state,
    exemptions: () => journal.exemptions.filter(({ withdrawn }) => !withdrawn).map(({ id }) => id),
  };
}

const essence = ({ facet, before, after }: RecordedChange) => ({ facet, before, after });

/** The computer of whoever undoes it falls asleep, with its timers. */
const sleep = () => void vi.setSystemTime(Date.now() + 3 * HOUR);

describe('an undo', () => {
  test('is recorded before it is written, to the byte, and closed like a look', async () => {
    const { s3, journal, undo, own, stateOfRepair } = repaired();
    s3.before('PutBucketPolicy', () => {
      expect(own()?.state).toBe('intended');
      expect(journal.state).toMatchObject({ open: [own()?.id], version: 1 });
      expect(journal.state.leasedUntilMs).toBe(Date.now() + 60_000);
      expect(stateOfRepair()).toBe('applied');
    });
    expect(await undo()).toEqual({ is: 'undone' });
    expect(s3.held(NAME).policy).toBe(BEFORE);
    expect(own()).toMatchObject({ state: 'applied', alert: 'none', undoes: { change: REPAIRED } });
    expect(own()?.triggers).toMatchObject([{ kind: 'person', command: 'warden undo' }]);
    expect(journal.entries.get(REPAIRED)).toMatchObject({
      state: 'undone',
      undone: { by: 'user/ada', exemption: 'e' },
    });
    const { state } = journal;
    expect(state).toMatchObject({ open: [], leasedUntilMs: 0, closedAtMs: Date.now() });
    const window = { id: own()?.id, undoes: REPAIRED, writtenAtMs: Date.now() };
    expect(state.policyWrites).toMatchObject([window]);
  });

  test('of what was not there before takes it away, and says so in the journal', async () => {
    const change = { facet: 'publicAccessBlock', before: undefined, after: ALL_ON } as const;
    const { s3, undo, own } = repaired({ ...change, controls: ['block-public-access'] });
    expect(await undo()).toEqual({ is: 'undone' });
    expect(s3.writes()).toEqual(['DeletePublicAccessBlock']);
    const { facet, before, after } = change;
    expect(own()?.change && essence(own()?.change as RecordedChange)).toEqual({
      facet,
      before: after,
      after: before,
    });
  });

  test('records and writes nothing where the facet moved or could not be read', async () => {
    const moved = repaired();
    moved.s3.held(NAME).policy = policy({ ...OWN, Sid: 'Other' });
    expect(await moved.undo()).toMatchObject({ is: 'moved' });
    const denied = repaired();
    denied.s3.deny('GetBucketPolicy');
    expect(await denied.undo()).toMatchObject({ is: 'unknown' });
    expect([...moved.s3.writes(), ...denied.s3.writes()]).toEqual([]);
    expect([moved.own(), denied.own()]).toEqual([undefined, undefined]);
    expect(moved.journal.state.version).toBe(0);
  });

  test('reads the facet again right before the write, and nothing of it stays where that moved', async () => {
    const { s3, undo, own, exemptions, stateOfRepair, journal } = repaired();
    const edited = policy({ ...OWN, Sid: 'Other' });
    s3.before('GetBucketPolicy', () =>
      s3.before('GetBucketPolicy', () => {
        s3.held(NAME).policy = edited;
      }),
    );
    expect(await undo()).toMatchObject({ is: 'moved' });
    expect(s3.held(NAME).policy).toBe(edited);
    expect([own()?.state, stateOfRepair(), exemptions()]).toEqual(['failed', 'applied', []]);
    expect(journal.state).toMatchObject({ open: [], leasedUntilMs: 0, policyWrites: [] });
  });

  test('leaves nothing behind where S3 refuses the write', async () => {
    const { s3, undo, own, exemptions, stateOfRepair, journal } = repaired();
    s3.deny('PutBucketPolicy');
    expect(await undo()).toMatchObject({ is: 'refused', error: { name: 'AccessDenied' } });
    expect([own()?.state, stateOfRepair(), exemptions()]).toEqual(['failed', 'applied', []]);
    expect(journal.state).toMatchObject({ open: [], leasedUntilMs: 0, policyWrites: [] });
  });

  test('whose answer was lost counts where it is seen to be made', async () => {
    const { s3, undo, stateOfRepair } = repaired();
    s3.loseAnswer('PutBucketPolicy');
    expect(await undo()).toEqual({ is: 'undone' });
    expect(stateOfRepair()).toBe('undone');
  });

  test('is refused while a look has the bucket, and where one comes in between', async () => {
    const busy = repaired();
    busy.journal.state = { ...busy.journal.state, leasedUntilMs: Date.now() + 1 };
    await expect(busy.undo()).rejects.toThrow(BucketBusyError);
    const between = repaired();
    between.s3.before('GetBucketPolicy', () => {
      between.journal.state = { ...between.journal.state, version: 1 };
    });
    await expect(between.undo()).rejects.toThrow(BucketBusyError);
    expect([...busy.s3.writes(), ...between.s3.writes()]).toEqual([]);
  });

  test('of a change that was undone meanwhile is refused', async () => {
    const { undo, journal, s3 } = repaired();
    const entry = journal.entries.get(REPAIRED) as Repair;
    journal.entries.set(REPAIRED, { ...entry, state: 'undone' });
    await expect(undo()).rejects.toThrow(NotAppliedError);
    expect(s3.writes()).toEqual([]);
  });
});

describe('an undo on a computer that slept', () => {
  test('between record and write writes nothing over what stands by then', async () => {
    const { s3, stage, undo, own, exemptions, stateOfRepair } = repaired();
    const edited = policy({ ...OWN, Sid: 'Later' });
    s3.before('GetBucketPolicy', () =>
      s3.before('GetBucketPolicy', () => {
        // What it reads is still the old policy: the owner's edit comes while it sleeps.
        const answered = s3.held(NAME).policy;
        queueMicrotask(() => {
          s3.held(NAME).policy = edited;
        });
        sleep();
        return answered;
      }),
    );
    expect(await undo()).toMatchObject({ is: 'unsettled' });
    expect(s3.writes()).toEqual([]);
    expect(own()?.state).toBe('intended');
    vi.setSystemTime(Date.now() + 1_000);
    stage.modes = {};
    s3.held(NAME).policy = AFTER;
    await stage.reconcile();
    expect([own()?.state, stateOfRepair(), exemptions()]).toEqual(['failed', 'applied', []]);
  });

  test('says that it is undone where another look settled it as that', async () => {
    const { s3, stage, undo, stateOfRepair, journal } = repaired();
    stage.modes = { 'tls-only': 'enforce' };
    let looking: Promise<unknown> | undefined;
    const close = journal.close.bind(journal);
    journal.close = async (...args) => {
      if (looking === undefined) {
        sleep();
        looking = stage.reconcile();
        await looking;
      }
      return close(...args);
    };
    expect(await undo()).toEqual({ is: 'undone' });
    expect([stateOfRepair(), s3.held(NAME).policy]).toEqual(['undone', BEFORE]);
    expect(stage.heard).toEqual({ alerts: [], chat: [] });
  });
});

describe('an undo that died', () => {
  /** The process ends where it would close the journal. */
  async function died(change?: Repair['change'], beforeWrite = false) {
    const stage = repaired(change);
    const write =
      change?.facet === 'publicAccessBlock' ? 'PutPublicAccessBlock' : 'PutBucketPolicy';
    const death = new Error('the process was killed');
    const { journal } = stage;
    const [close, recall] = [journal.close.bind(journal), journal.recall.bind(journal)];
    journal.close = () => Promise.reject(death);
    if (beforeWrite) {
      let recalls = 0;
      journal.recall = () => (++recalls > 1 ? Promise.reject(death) : recall());
    }
    await stage.undo();
    expect(stage.s3.writes()).toEqual(beforeWrite ? [] : [write]);
    Object.assign(journal, { close, recall });
    vi.setSystemTime(Date.now() + 61_000);
    return stage;
  }

  test('after its write is settled as done, with the change it put back, and no repair is told', async () => {
    const { stage, own, stateOfRepair, exemptions, journal, s3 } = await died();
    stage.modes = { 'tls-only': 'enforce' };
    await stage.reconcile();
    expect([own()?.state, stateOfRepair(), exemptions()]).toEqual(['applied', 'undone', ['e']]);
    expect(journal.state.open).toEqual([]);
    expect(stage.heard).toEqual({ alerts: [], chat: [] });
    expect(s3.held(NAME).policy).toBe(BEFORE);
  });

  test('before its write is settled as not done, and its exemption ends', async () => {
    const block = { facet: 'publicAccessBlock', controls: ['block-public-access'] } as const;
    // What stood before is part of what stands: only what was to go tells that it is still there.
    const before = { IgnorePublicAcls: true };
    const { stage, own, stateOfRepair, exemptions } = await died(
      { ...block, before, after: ALL_ON },
      true,
    );
    stage.modes = { 'block-public-access': 'enforce' };
    await stage.reconcile();
    expect([own()?.state, stateOfRepair(), exemptions()]).toEqual(['failed', 'applied', []]);
  });
});

test('an edit that raced with an undo is found by its own event', async () => {
  vi.setSystemTime(Date.parse('2026-11-21T10:00:00.100Z'));
  const { s3, undo, journal } = repaired();
  s3.before('PutBucketPolicy', () => vi.setSystemTime(Date.parse('2026-11-21T10:00:02.500Z')));
  await undo();
  const edit = policy({ ...OWN, Sid: 'Raced' });
  const trigger = byAlice('PutBucketPolicy', Date.parse('2026-11-21T10:00:01Z'), {
    put: { facet: 'policy', value: edit },
  });
  const live = { state: 'present', value: String(s3.held(NAME).policy) } as const;
  const { policyWrites } = journal.state;
  const found = await findOverwritten(journal, NAME, {
    triggers: [trigger],
    evidence: { confirmed: [trigger], unconfirmed: [] },
    writes: policyWrites,
    settled: [],
    policy: live,
  });
  expect([...found.unclear, found.restore].flatMap((each) => each?.value ?? [])).toEqual([edit]);
});
