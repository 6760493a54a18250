import { describe, expect, test } from 'vitest';
import {
  isWithin,
  type JudgedEdit,
  judgeEdit,
  judgeTogether,
  lastOf,
  type PolicyEdit,
  type PolicyWrite,
} from '../../../shared/core/lost-edits/overwritten.ts';

const SECOND = 1_800_000_000_000;
const doc = (sid: string) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: sid }] });
const edit = (fields: Partial<PolicyEdit> = {}): PolicyEdit => ({
  eventId: 'e-1',
  secondMs: SECOND,
  who: 'alice',
  value: doc('edit'),
  ...fields,
});
const write = (fields: Partial<PolicyWrite> = {}): PolicyWrite => ({
  id: 'w-1',
  readFromMs: SECOND - 100,
  writtenAtMs: SECOND + 300,
  ...fields,
});
const change = { before: doc('before'), after: doc('after') };
const judge = (the: {
  edit?: PolicyEdit;
  write?: PolicyWrite;
  newest?: PolicyWrite;
  live?: string | undefined;
}) => {
  const ours = the.write ?? write();
  const live = 'live' in the ? the.live : change.after;
  return judgeEdit(the.edit ?? edit(), ours, change, the.newest ?? ours, live);
};

describe('an edit and a look that met', () => {
  test('overwritten: made after the last read was answered, and what the look wrote is what stands', () => {
    expect(judge({})).toBe('overwritten');
    expect(judge({ live: change.after.replaceAll(',', ', ') })).toBe('overwritten');
    expect(judge({ edit: edit({ value: undefined }) })).toBe('overwritten');
  });

  test('overwritten: made within the second of the last read, and not what was read', () => {
    const sameSecond = write({ readFromMs: SECOND + 10, writtenAtMs: SECOND + 110 });
    expect(judge({ write: sameSecond })).toBe('overwritten');
  });

  test('unclear: back to what the look had read, after an edit that was put back since', () => {
    const newest = write({ id: 'w-2', restores: { eventId: 'e-2', secondMs: SECOND - 1000 } });
    expect(judge({ edit: edit({ value: change.before }), newest })).toBe('unclear');
  });

  test.each<[string, Parameters<typeof judge>[0]]>([
    ['the look had read it', { edit: edit({ value: change.before }) }],
    ['it is what the look wrote', { edit: edit({ value: change.after }) }],
    ['it stands now', { live: doc('edit') }],
    [
      'it stands now, though another edit of that second was put back',
      {
        live: doc('edit'),
        newest: write({ id: 'w-2', restores: { eventId: 'e-2', secondMs: SECOND } }),
      },
    ],
    [
      'a deletion of what is not there, though another edit of that second was put back',
      {
        edit: edit({ value: undefined }),
        live: undefined,
        newest: write({ id: 'w-2', restores: { eventId: 'e-2', secondMs: SECOND } }),
      },
    ],
    ['somebody wrote after the look', { live: doc('later') }],
    ['the policy was deleted after the look', { live: undefined }],
    ['a later look wrote on top of a later edit', { newest: write({ id: 'w-2' }) }],
    [
      'it was put back already',
      { newest: write({ id: 'w-2', restores: { eventId: 'e-1', secondMs: SECOND } }) },
    ],
    [
      'a later edit was put back',
      { newest: write({ id: 'w-2', restores: { eventId: 'e-2', secondMs: SECOND + 1000 } }) },
    ],
  ])('kept: %s', (_situation, the) => {
    expect(judge(the)).toBe('kept');
  });

  test('unclear: a person undid what the look wrote, and did not know of the edit', () => {
    const undone = { ...change, isUndone: true };
    const judgeUndone = (live: string, value = doc('edit')) =>
      judgeEdit(edit({ value }), write(), undone, write(), live);
    expect(judgeUndone(change.before)).toBe('unclear');
    expect(judgeUndone(change.before, change.before)).toBe('kept');
    expect(judgeUndone(doc('later'))).toBe('kept');
  });

  test('unclear: the newest write is the undo of what the look wrote, and not another look', () => {
    const undone = { ...change, isUndone: true };
    const newest = write({ id: 'w-2', undoes: 'w-1' });
    expect(judgeEdit(edit(), write(), undone, newest, change.before)).toBe('unclear');
    const other = write({ id: 'w-2', undoes: 'w-0' });
    expect(judgeEdit(edit(), write(), undone, other, change.before)).toBe('kept');
  });

  test('unclear: another edit of the same second was put back', () => {
    const newest = write({ id: 'w-2', restores: { eventId: 'e-2', secondMs: SECOND } });
    expect(judge({ newest })).toBe('unclear');
  });
});

test('an edit is suspect from five minutes before the last read, which may have missed it, to the write', () => {
  const lag = 5 * 60_000;
  const look = write({ readFromMs: SECOND + lag + 500, writtenAtMs: SECOND + lag + 1_200 });
  const at = (offset: number) => isWithin(edit({ secondMs: SECOND + offset }), look);
  expect([-1000, 0, lag, lag + 1000, lag + 2000].map(at)).toEqual([false, true, true, true, false]);
  const toTheMillisecond = write({
    readFromMs: SECOND + lag + 1_000,
    writtenAtMs: SECOND + lag + 2_000,
  });
  const touches = (offset: number) =>
    isWithin(edit({ secondMs: SECOND + offset }), toTheMillisecond);
  expect([0, 1000, lag + 2000, lag + 3000].map(touches)).toEqual([false, true, true, false]);
});

describe('edits of one window', () => {
  const at = (seconds: number, verdict: JudgedEdit['verdict']): JudgedEdit => ({
    edit: edit({ secondMs: SECOND + seconds * 1000 }),
    verdict,
  });
  const verdicts = (...judged: JudgedEdit[]) => judgeTogether(judged).map(({ verdict }) => verdict);

  test('before one that was kept were replaced by whoever made that', () => {
    expect(verdicts(at(1, 'overwritten'), at(2, 'kept'))).toEqual(['kept', 'kept']);
    expect(verdicts(at(2, 'kept'), at(1, 'unclear'))).toEqual(['kept', 'kept']);
  });

  test('in the second of one that was kept are unclear: which came first, nobody knows', () => {
    expect(verdicts(at(1, 'overwritten'), at(1, 'kept'))).toEqual(['unclear', 'kept']);
  });

  test('after one that was kept, or without any, stay as they were judged', () => {
    expect(verdicts(at(2, 'overwritten'), at(1, 'kept'))).toEqual(['overwritten', 'kept']);
    expect(verdicts(at(1, 'overwritten'), at(2, 'unclear'))).toEqual(['overwritten', 'unclear']);
    expect(verdicts()).toEqual([]);
  });
});

test('of several the newest is put back, and none where two were made in one second', () => {
  const [first, second, twin] = [
    edit({ eventId: 'a' }),
    edit({ eventId: 'b', secondMs: SECOND + 1000 }),
    edit({ eventId: 'c', secondMs: SECOND + 1000 }),
  ];
  expect(lastOf([])).toBeUndefined();
  expect(lastOf([second, first])).toBe(second);
  expect(lastOf([first, second, twin])).toBeUndefined();
});
