import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../shared/core/decide.ts';
import type { PolicyEdit } from '../../../shared/core/lost-edits/overwritten.ts';
import {
  hindranceOf,
  planToRestore,
  type UnclearEdit,
  withRefusedRestore,
  withUnclearEdits,
} from '../../../shared/core/lost-edits/restore.ts';
import type { ControlResult } from '../../../shared/core/report.ts';
import type { Change } from '../../../shared/model/facet.ts';

const EDIT = '{"Statement":["of alice"]}';
const LIVE = '{"Statement":["ours"]}';
const ON_TOP = '{"Statement":["of alice","ours"]}';

const edit: PolicyEdit = { eventId: 'e-1', secondMs: 0, who: 'alice', value: EDIT };
const result = (control: string, status: ControlResult['status'] = 'compliant'): ControlResult => ({
  control,
  title: 't',
  severity: 'high',
  status,
});
const policyChange = (before: string | undefined, after: string): Change => ({
  facet: 'policy',
  before,
  after,
  controls: ['tls-only'],
});
const encrypted: Change = {
  facet: 'encryption',
  before: undefined,
  after: { Rules: [] },
  controls: ['default-encryption'],
};
const blocked: Change = {
  facet: 'publicAccessBlock',
  before: undefined,
  after: {},
  controls: ['block-public-access'],
};

/** Of a look that finds the policy compliant, for it has what the look before wrote. */
const plan: Plan = {
  results: [result('default-encryption', 'fixed'), result('tls-only')],
  changes: [encrypted],
  proposals: [],
};
const nothingOnTop: Plan = { results: [result('tls-only')], changes: [], proposals: [] };

describe('an edit that was written over', () => {
  test('is put back as it was sent, in place of what stands there now', () => {
    const restored = planToRestore(plan, edit, LIVE, nothingOnTop);
    expect(restored.changes).toEqual([encrypted, policyChange(LIVE, EDIT)]);
  });

  test('is put back with what the controls want on top of it', () => {
    const onTop = { ...nothingOnTop, changes: [blocked, policyChange(EDIT, ON_TOP)] };
    const restored = planToRestore(plan, edit, LIVE, onTop);
    expect(restored.changes).toEqual([encrypted, policyChange(LIVE, ON_TOP)]);
  });

  test('takes the place of what the look itself would have written into the policy', () => {
    const changes = [policyChange(LIVE, '{"Statement":["another"]}'), blocked];
    const restored = planToRestore({ ...plan, changes }, edit, LIVE, nothingOnTop);
    expect(restored.changes).toEqual([blocked, policyChange(LIVE, EDIT)]);
  });

  test('is told as the fix of the controls of the policy, with whose it was', () => {
    const [encryption, tls] = planToRestore(plan, edit, LIVE, nothingOnTop).results;
    expect(encryption).toBe(plan.results[0]);
    expect(tls).toEqual({
      ...result('tls-only', 'fixed'),
      reason: 'a repair had overwritten the policy that alice had put; it is put back',
    });
  });

  test('and that deleted the policy leaves the plan alone, unless the controls want one', () => {
    const deletion = { ...edit, value: undefined };
    expect(planToRestore(plan, deletion, LIVE, nothingOnTop)).toBe(plan);
    const onTop = { ...nothingOnTop, changes: [policyChange(undefined, LIVE)] };
    const restored = planToRestore(plan, deletion, ON_TOP, onTop);
    expect(restored.changes).toEqual([encrypted, policyChange(ON_TOP, LIVE)]);
    expect(restored.results[1]?.reason).toBe(
      "a repair had overwritten the policy's deletion by alice; what it had kept of the policy is taken out",
    );
  });
});

describe('an edit that S3 refuses to have put back', () => {
  const refusedBy = (by: PolicyEdit) => {
    const [, tls] = planToRestore(plan, by, LIVE, nothingOnTop).results;
    const obstacle = { kind: 'access-denied' as const, detail: 'AccessDenied: no' };
    return { ...result('tls-only', 'blocked'), reason: tls?.reason ?? '', obstacle };
  };

  test('is not told as put back, and is to be found in the change that failed', () => {
    const others = [result('default-encryption', 'fixed')];
    expect(withRefusedRestore([refusedBy(edit), ...others], edit, ['1a'])).toEqual([
      {
        ...result('tls-only', 'blocked'),
        reason: 'a repair has overwritten what alice made of the bucket policy',
        obstacle: {
          kind: 'edit-overwritten',
          detail:
            'The policy that alice put was overwritten, and another is left in its place: ' +
            'S3 refused it (AccessDenied: no). Kept in the journal: 1a.',
          keptAs: ['1a'],
        },
      },
      ...others,
    ]);
  });

  test('is no matter where another write was refused, or none was to be put back', () => {
    const refused = refusedBy(edit);
    expect(withRefusedRestore([refused], undefined, [])).toEqual([refused]);
    expect(withRefusedRestore([refused], { ...edit, who: 'bob' }, ['1a'])).toEqual([refused]);
    const fixed = planToRestore(plan, edit, LIVE, nothingOnTop).results;
    expect(withRefusedRestore(fixed, edit, ['1a'])).toEqual(fixed);
  });
});

describe('whether an edit can be put back', () => {
  test('a deletion cannot where no control writes the policy any more: nothing is left to write', () => {
    expect(hindranceOf({ value: undefined }, { results: [], changes: [] })).toBe(
      'no control writes the policy any more',
    );
  });

  test('it can where the controls are content with it, or can be made so', () => {
    expect(hindranceOf(edit, { results: [], changes: [] })).toBeUndefined();
    const results = [result('tls-only', 'fixed'), result('another')];
    expect(hindranceOf(edit, { results, changes: [] })).toBeUndefined();
    const changes = [policyChange(undefined, LIVE)];
    expect(hindranceOf({ value: undefined }, { results, changes })).toBeUndefined();
  });

  test.each(['blocked', 'exempt', 'audited', 'slowed', 'unavailable'] as const)(
    'it cannot where a control would be %s, and lose what it has now',
    (status) => {
      const lost = { ...result('tls-only', status), reason: 'too large' };
      expect(hindranceOf(edit, { results: [result('another', 'fixed'), lost], changes: [] })).toBe(
        `with it, tls-only would be ${status} (too large)`,
      );
    },
  );
});

describe('edits that may have been written over', () => {
  const edits = [edit, { ...edit, eventId: 'e-2', who: 'bob' }];
  const of = (results: ControlResult[], about: readonly PolicyEdit[] = edits) =>
    withUnclearEdits(results, ['tls-only'], about, ['1a', '1b']);

  test('need a person, who is told whose they were and where they are kept', () => {
    expect(of([result('tls-only')])).toEqual([
      {
        ...result('tls-only', 'blocked'),
        reason: 'a repair may have overwritten what alice and bob made of the bucket policy',
        obstacle: {
          kind: 'edit-overwritten',
          detail:
            'The policy that alice put may have been overwritten. ' +
            'The policy that bob put may have been overwritten. ' +
            'Kept in the journal: 1a, 1b.',
          keptAs: ['1a', '1b'],
        },
      },
    ]);
  });

  test('need a person where the control is exempt too, as an undo leaves it', () => {
    expect(of([result('tls-only', 'exempt')])).toMatchObject([{ status: 'blocked' }]);
  });

  test.each([
    [edit, ['1a'], 'The policy that alice put was overwritten, and another is left in its place'],
    [
      { ...edit, value: undefined },
      [],
      'The deletion of the policy by alice was overwritten, and a policy is left in its place',
    ],
  ])('say why they are not put back, where it is known that they were', (about, keptAs, fate) => {
    const hindered = [{ ...about, hindrance: 'with it, tls-only would be blocked (too large)' }];
    const [tls] = withUnclearEdits([result('tls-only')], ['tls-only'], hindered, keptAs);
    const where = keptAs.length > 0 ? ' Kept in the journal: 1a.' : '';
    expect(tls?.obstacle).toEqual({
      kind: 'edit-overwritten',
      detail: `${fate}: with it, tls-only would be blocked (too large).${where}`,
      keptAs,
    });
  });

  test('that deleted the policy are told as that, and kept nowhere', () => {
    const [tls] = withUnclearEdits(
      [result('tls-only')],
      ['tls-only'],
      [{ ...edit, value: undefined }],
      [],
    );
    expect(tls?.obstacle?.detail).toBe(
      'The deletion of the policy by alice may have been overwritten.',
    );
  });

  test('are told of by whose they were, so that another one is news', () => {
    const reasonOf = (about: UnclearEdit[]) => of([result('tls-only')], about)[0]?.reason;
    expect(reasonOf([edit])).toBe(
      'a repair may have overwritten what alice made of the bucket policy',
    );
    const hindered = { ...edit, who: 'bob', hindrance: 'S3 refused it' };
    expect(reasonOf([hindered])).toContain('a repair has overwritten what bob made');
    expect(reasonOf([edit, hindered])).toContain('may have overwritten what alice and bob made');
  });

  test('hide nothing else that was found of the policy, and are no matter of other controls', () => {
    const results = [result('tls-only', 'fixed'), result('default-encryption')];
    expect(of(results)).toEqual(results);
  });

  test('change nothing where there are none', () => {
    expect(of([result('tls-only')], [])).toEqual([result('tls-only')]);
  });
});
