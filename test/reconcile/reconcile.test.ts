import { describe, expect, test } from 'vitest';
import { BucketGoneError } from '../../shared/aws/errors.ts';
import { NO_STATE } from '../../shared/core/journal.ts';
import { BucketBusyError } from '../../shared/journal/journal.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { aMomentLater, NAME, SSE_S3, Stage } from '../fakes/stage.ts';
import { OWN, policy } from '../peers/fixtures.ts';

test('every control off: the bucket is looked at by nothing, and nothing is told', async () => {
  const stage = new Stage();
  stage.modes = {};
  const { report, untoldTopics } = await stage.reconcile();
  expect([report.results, report.changes, untoldTopics]).toEqual([[], [], []]);
  expect(stage.heard).toEqual({ alerts: [], chat: [] });
  expect(stage.states()).toEqual([]);
});

describe('a topic does not take the alert', () => {
  test('the other one does not hear of the fix again', async () => {
    const stage = new Stage();
    stage.deaf.add('chat');
    expect((await stage.reconcile()).untoldTopics).toEqual(['chat']);
    expect(stage.states()).toEqual(['encryption applied pending', 'policy applied pending']);
    stage.deaf.clear();
    await aMomentLater();
    await stage.reconcile();
    expect(stage.heard).toEqual({ alerts: ['encryption policy'], chat: ['encryption policy'] });
    expect(stage.states()).toEqual(['encryption applied told', 'policy applied told']);
  });

  test('what is new by then is told to both, what is late to one', async () => {
    const stage = new Stage();
    stage.deaf.add('chat');
    await stage.reconcile();
    stage.deaf.clear();
    stage.s3.held(NAME).encryption = SSE_S3;
    await aMomentLater();
    await stage.reconcile();
    expect(stage.heard).toEqual({
      alerts: ['encryption policy', 'encryption'],
      chat: ['encryption policy encryption'],
    });
  });

  test('the other one does not hear of the finding again', async () => {
    const stage = new Stage();
    stage.s3.deny('PutBucketPolicy');
    stage.s3.deny('PutBucketEncryption');
    stage.deaf.add('chat');
    await stage.reconcile();
    stage.deaf.clear();
    await aMomentLater();
    await stage.reconcile();
    await aMomentLater();
    await stage.reconcile();
    const found = ['default-encryption tls-only'];
    expect(stage.heard).toEqual({ alerts: found, chat: found });
  });
});

describe('the answer to a write is lost', () => {
  test('the change stays open, is settled by what is there, and is told', async () => {
    const stage = new Stage();
    stage.s3.loseAnswer('PutBucketEncryption');
    const { report } = await stage.reconcile();
    expect(report.changes.map(({ facet }) => facet)).toEqual(['policy']);
    expect(stage.states()).toEqual(['encryption intended pending', 'policy applied told']);
    await aMomentLater();
    await stage.reconcile();
    expect(stage.states()).toEqual(['encryption applied told', 'policy applied told']);
    expect(stage.heard['alerts']).toEqual(['policy', 'encryption']);
    expect(stage.s3.writes()).toHaveLength(2);
  });

  test('an edit that came and went after it was settled is not taken for one that it wrote over', async () => {
    const stage = new Stage();
    stage.s3.loseAnswer('PutBucketPolicy');
    await stage.reconcile();
    await aMomentLater();
    await stage.reconcile();
    await aMomentLater();
    const settled = stage.s3.held(NAME).policy;
    await stage.reconcile({
      kind: 'api-call',
      id: 'e-2',
      time: new Date(Date.now() + 5_000).toISOString(),
      call: 'PutBucketPolicy',
      actor: { type: 'IAMUser', name: 'alice' },
      put: { facet: 'policy', value: policy(OWN) },
    });
    expect(stage.s3.held(NAME).policy).toBe(settled);
    expect(stage.states()).toEqual(['encryption applied told', 'policy applied told']);
  });
});

test('an edit that was written over, and the write undone before its event came, is kept and told about', async () => {
  const stage = new Stage(new FakeS3({ [NAME]: { encryption: SSE_S3, policy: policy(OWN) } }));
  let secondMs = 0;
  stage.s3.before('PutBucketPolicy', () => {
    secondMs = Math.floor(Date.now() / 1000) * 1000;
    stage.s3.held(NAME).policy = policy({ ...OWN, Sid: 'Edit' });
  });
  await stage.reconcile();
  await aMomentLater();
  for (const entry of stage.journal.entries.values()) {
    if (entry.change.facet === 'policy') {
      stage.journal.entries.set(entry.id, { ...entry, state: 'undone' });
    }
  }
  stage.s3.held(NAME).policy = policy(OWN);
  stage.journal.exemptions.push({
    ...{ source: 'person', id: 'e', bucket: NAME, controls: ['tls-only'], reason: 'r', owner: 'o' },
    ...{ createdAt: new Date().toISOString(), expires: '2999-01-01T00:00:00.000Z' },
  });
  const { report } = await stage.reconcileConfirmed({
    kind: 'api-call',
    id: 'e-2',
    time: new Date(secondMs).toISOString(),
    call: 'PutBucketPolicy',
    actor: { type: 'IAMUser', name: 'alice' },
    put: { facet: 'policy', value: policy({ ...OWN, Sid: 'Edit' }) },
  });
  const tls = report.results.find(({ control }) => control === 'tls-only');
  expect(tls).toMatchObject({ status: 'blocked', obstacle: { kind: 'edit-overwritten' } });
  const [id = ''] = tls?.obstacle?.keptAs ?? [];
  expect(stage.journal.entries.get(id)?.change.after).toContain('"Edit"');
  expect(stage.s3.held(NAME).policy).toBe(policy(OWN));
  expect(stage.heard['alerts']?.at(-1)).toBe('tls-only');
});

test('a look that settles and dies before it closes leaves the settling to the next', async () => {
  const stage = new Stage();
  stage.s3.loseAnswer('PutBucketEncryption');
  await stage.reconcile();
  delete stage.s3.held(NAME).policy;
  const close = stage.journal.close;
  stage.journal.close = async () => {
    throw new Error('the table does not answer');
  };
  await aMomentLater();
  await expect(stage.reconcile()).rejects.toThrow('does not answer');
  stage.journal.close = close;
  stage.journal.state = { ...stage.journal.state, leasedUntilMs: 0 };
  await aMomentLater();
  await stage.reconcile();
  expect(stage.states()).toEqual([
    'encryption applied told',
    'policy applied told',
    'policy applied told',
  ]);
});

describe('the bucket goes', () => {
  test('between the first read and the record: what is recorded is closed', async () => {
    const stage = new Stage();
    const record = stage.journal.record.bind(stage.journal);
    stage.journal.record = async (...values) => {
      await aMomentLater();
      await record(...values);
    };
    let reads = 0;
    const read = () => {
      reads += 1;
      if (reads === 2) stage.s3.remove(NAME);
      stage.s3.before('GetBucketPolicy', read);
    };
    stage.s3.before('GetBucketPolicy', read);
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    expect(stage.states()).toEqual(['encryption failed none', 'policy failed none']);
    expect(stage.journal.state).toMatchObject({ open: [], leasedUntilMs: 0 });
  });

  test('after a look that died: what that one left open is closed, and nothing is remembered', async () => {
    const stage = new Stage();
    stage.s3.loseAnswer('PutBucketEncryption');
    await stage.reconcile();
    stage.s3.remove(NAME);
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    expect(stage.states()).toEqual(['encryption superseded none', 'policy applied told']);
    const { open, untold, findings } = stage.journal.state;
    expect({ open, untold, findings }).toEqual({ open: [], untold: [], findings: {} });
  });

  test('a bucket that nothing is remembered of costs reads only', async () => {
    const stage = new Stage(new FakeS3({}));
    await expect(stage.reconcile()).rejects.toThrow(BucketGoneError);
    expect(stage.journal.state).toBe(NO_STATE);
  });
});

test('another look comes and goes between two reads of this one: what was read is not acted upon', async () => {
  const stage = new Stage();
  const recall = stage.journal.recall.bind(stage.journal);
  stage.journal.recall = async () => {
    stage.journal.recall = recall;
    await aMomentLater();
    await stage.reconcile();
    return recall();
  };
  await expect(stage.reconcile()).rejects.toThrow(BucketBusyError);
  expect(stage.states()).toEqual(['encryption applied told', 'policy applied told']);
  expect(stage.heard['alerts']).toEqual(['encryption policy']);
});

describe('findings of several controls', () => {
  test('a new one is told though another could not be read', async () => {
    const stage = new Stage();
    stage.modes = { 'default-encryption': 'audit', 'tls-only': 'audit' };
    stage.s3.refuse('GetBucketPolicy', 'SlowDown', 503);
    await stage.reconcile();
    expect(stage.heard).toEqual({ alerts: ['default-encryption'], chat: ['default-encryption'] });
    await aMomentLater();
    await stage.reconcile();
    expect(stage.heard['alerts']).toHaveLength(1);
  });

  test('those that stay are not told again when another goes', async () => {
    const stage = new Stage();
    stage.modes = { 'default-encryption': 'audit', 'tls-only': 'audit' };
    await stage.reconcile();
    expect(stage.heard['alerts']).toEqual(['default-encryption tls-only']);
    stage.modes = { 'default-encryption': 'audit', 'tls-only': 'off' };
    await aMomentLater();
    await stage.reconcile();
    await aMomentLater();
    await stage.reconcile();
    expect(stage.heard['alerts']).toHaveLength(1);
    expect(Object.keys(stage.journal.state.findings)).toEqual(['default-encryption']);
  });
});
