import { describe, expect, test } from 'vitest';
import { BucketGoneError } from '../../shared/aws/errors.ts';
import { NO_STATE } from '../../shared/core/journal.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { aMomentLater, byAlice, NAME, SSE_S3, Stage } from '../fakes/stage.ts';

const fresh = () => new FakeS3({ [NAME]: { encryption: SSE_S3 } });

/** The bucket is deleted and made again; nobody looks in between. */
async function madeAnew(stage: Stage) {
  await aMomentLater();
  stage.s3 = fresh();
  return byAlice('CreateBucket', Date.now());
}

describe('a bucket that is made anew', () => {
  test('has its findings told, though its predecessor had the same', async () => {
    const stage = new Stage();
    stage.modes = { 'tls-only': 'audit' };
    await stage.reconcile(byAlice('CreateBucket', Date.now() - 1));
    await stage.reconcile(await madeAnew(stage));
    expect(stage.heard['alerts']).toEqual(['tls-only', 'tls-only']);
  });

  test('has its findings told that come later', async () => {
    const stage = new Stage();
    stage.modes = { 'tls-only': 'audit' };
    await stage.reconcile();
    const created = await madeAnew(stage);
    stage.modes = { 'tls-only': 'off' };
    await stage.reconcile(created);
    stage.modes = { 'tls-only': 'audit' };
    await aMomentLater();
    await stage.reconcile();
    expect(stage.heard['alerts']).toEqual(['tls-only', 'tls-only']);
  });

  test('does not wait because its predecessor was repaired often', async () => {
    const stage = new Stage();
    stage.slowDown = { afterFixes: 3, firstDelaySeconds: 30, longestDelaySeconds: 900 };
    for (let time = 0; time < 5; time += 1) {
      const { report } = await stage.reconcile(await madeAnew(stage));
      expect(report.results.map(({ status }) => status)).toEqual(['fixed', 'fixed']);
    }
    expect(stage.journal.state.fixes['tls-only']).toHaveLength(1);
  });

  test('keeps the policy writes: a message that says so ends no search for an edit that they met', async () => {
    const stage = new Stage();
    await stage.reconcile();
    const [before] = stage.journal.state.policyWrites;
    await stage.reconcile(await madeAnew(stage));
    expect(stage.journal.state.policyWrites).toHaveLength(2);
    expect(stage.journal.state.policyWrites[0]).toEqual(before);
  });

  test('keeps what nobody was told of its predecessor', async () => {
    const stage = new Stage();
    stage.deaf.add('chat');
    await stage.reconcile();
    stage.deaf.clear();
    await stage.reconcile(await madeAnew(stage));
    expect(stage.heard['chat']).toEqual(['encryption policy encryption policy']);
  });
});

describe('the event of its creation', () => {
  test('comes once more: what was told since is not told again', async () => {
    const stage = new Stage();
    stage.modes = { 'tls-only': 'audit' };
    await stage.reconcile();
    const created = await madeAnew(stage);
    await stage.reconcile(created);
    await aMomentLater();
    await stage.reconcile(created);
    expect(stage.heard['alerts']).toEqual(['tls-only', 'tls-only']);
  });

  test('comes after a look for another reason: repairs since then still count', async () => {
    const stage = new Stage();
    stage.slowDown = { afterFixes: 1, firstDelaySeconds: 30, longestDelaySeconds: 900 };
    await stage.reconcile();
    const created = await madeAnew(stage);
    stage.slowDown = undefined;
    await aMomentLater();
    await stage.reconcile();
    expect(stage.journal.state.fixes['tls-only']).toHaveLength(2);
    delete stage.s3.held(NAME).policy;
    await aMomentLater();
    stage.slowDown = { afterFixes: 2, firstDelaySeconds: 30, longestDelaySeconds: 900 };
    expect((await stage.reconcile(created)).report.results).toMatchObject([
      { status: 'compliant' },
      { control: 'tls-only', status: 'fixed' },
    ]);
    expect(stage.journal.state.fixes['tls-only']).toHaveLength(2);
  });
});

describe('a bucket that is gone', () => {
  test('is forgotten though there is nothing left to tell', async () => {
    const stage = new Stage();
    await stage.reconcile();
    stage.s3.remove(NAME);
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    const { version, closedAtMs, ...state } = stage.journal.state;
    expect({ ...state, version: 0, closedAtMs: 0 }).toEqual(NO_STATE);
  });

  test('leaves a change that a person undid as undone', async () => {
    const stage = await untold();
    const [[id, entry] = []] = stage.journal.entries;
    if (id && entry) stage.journal.entries.set(id, { ...entry, state: 'undone' });
    stage.s3.remove(NAME);
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    expect(stage.states()).toEqual(['encryption undone none', 'policy applied none']);
  });

  test('is forgotten though a change of it has expired by now', async () => {
    const stage = await untold();
    const [id = ''] = stage.journal.entries.keys();
    stage.journal.entries.delete(id);
    stage.s3.remove(NAME);
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    expect(stage.states()).toEqual(['policy applied none']);
    expect(stage.journal.state.untold).toEqual([]);
  });

  test('is forgotten once', async () => {
    const stage = new Stage();
    await stage.reconcile();
    stage.s3.remove(NAME);
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    const { version } = stage.journal.state;
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    expect(stage.journal.state.version).toBe(version);
  });
});

/** A bucket with changes that nobody was told of. */
async function untold(): Promise<Stage> {
  const stage = new Stage();
  stage.deaf.add('alerts');
  await stage.reconcile();
  expect(stage.states()).toEqual(['encryption applied pending', 'policy applied pending']);
  return stage;
}
