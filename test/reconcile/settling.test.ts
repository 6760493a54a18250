import { describe, expect, test } from 'vitest';
import { aMomentLater, NAME, Stage } from '../fakes/stage.ts';
import { OWN, statementsOf } from '../peers/fixtures.ts';

describe('the answer to a write is lost', () => {
  test('and the owner adds a statement on top: the change is told, as it is in force', async () => {
    const stage = new Stage();
    stage.modes = { 'tls-only': 'enforce' };
    stage.s3.loseAnswer('PutBucketPolicy');
    await stage.reconcile();
    const held = stage.s3.held(NAME);
    held.policy = JSON.stringify({ Statement: [...statementsOf(held.policy), OWN] });
    await aMomentLater();
    await stage.reconcile();
    expect(stage.states()).toEqual(['policy applied told']);
    expect(stage.heard['alerts']?.at(-1)).toBe('policy');
  });

  test('and its control is switched off: the facet is read for the change, which is told', async () => {
    const stage = await openEncryption();
    const { report } = await stage.reconcile();
    expect(report.results.map(({ control, status }) => [control, status])).toEqual([
      ['tls-only', 'compliant'],
      ['default-encryption', 'fixed'],
    ]);
    expect(stage.states()).toEqual(['encryption applied told', 'policy applied told']);
    expect(stage.heard['alerts']?.at(-1)).toBe('encryption');
    expect(stage.journal.state.open).toEqual([]);
  });

  test('and its control is switched off, so that the facet may not be read: it is closed', async () => {
    const stage = await openEncryption();
    stage.s3.deny('GetBucketEncryption');
    await stage.reconcile();
    expect(stage.states()).toEqual(['encryption superseded none', 'policy applied told']);
    const [entry] = stage.journal.entries.values();
    expect(entry?.failure).toContain('AccessDenied');
    expect(stage.journal.state.open).toEqual([]);
  });

  test('and its facet may not be read for now: it stays open', async () => {
    const stage = await openEncryption();
    stage.modes = { ...stage.modes, 'default-encryption': 'enforce' };
    stage.s3.deny('GetBucketEncryption');
    await stage.reconcile();
    expect(stage.states()).toEqual(['encryption intended pending', 'policy applied told']);
  });
});

/** A bucket of which nobody knows whether its encryption was written, and whose control is off by now. */
async function openEncryption(): Promise<Stage> {
  const stage = new Stage();
  stage.s3.loseAnswer('PutBucketEncryption');
  await stage.reconcile();
  expect(stage.states()).toEqual(['encryption intended pending', 'policy applied told']);
  stage.modes = { 'tls-only': 'enforce' };
  await aMomentLater();
  return stage;
}
