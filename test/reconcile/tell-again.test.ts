import { describe, expect, test } from 'vitest';
import { aMomentLater, Stage } from '../fakes/stage.ts';

const DAY_MS = 24 * 3_600_000;
const REFUSALS = [
  ['a denied read', 'GetBucketPolicy', 'AccessDenied', 403],
  ['a denied write', 'PutBucketPolicy', 'AccessDenied', 403],
  ['a Region that does not take the credentials', 'GetBucketPolicy', 'InvalidToken', 400],
  ['a call that S3 does not answer', 'GetBucketPolicy', 'NotImplemented', 501],
] as const;

/** As if so much time had gone by since people were last told. */
function later(stage: Stage, ms: number): void {
  const { refusalToldMs = Number.NaN } = stage.journal.state;
  stage.journal.state = { ...stage.journal.state, refusalToldMs: refusalToldMs - ms };
}

async function looks(stage: Stage, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await stage.reconcile();
    await aMomentLater();
  }
}

function stageWith(operation: string, name: string, status: number): Stage {
  const stage = new Stage();
  stage.modes = { 'tls-only': 'enforce' };
  stage.s3.refuse(operation, name, status);
  return stage;
}

describe.each(REFUSALS)('%s', (_what, operation, name, status) => {
  test('is told once however many looks there are, and once more after a week', async () => {
    const stage = stageWith(operation, name, status);
    await looks(stage, 3);
    expect(stage.heard['alerts']).toEqual(['tls-only']);
    later(stage, 6 * DAY_MS);
    await looks(stage, 3);
    expect(stage.heard['alerts']).toHaveLength(1);
    later(stage, DAY_MS);
    await looks(stage, 3);
    expect(stage.heard['alerts']).toEqual(['tls-only', 'tls-only']);
    later(stage, 7 * DAY_MS);
    await looks(stage, 1);
    expect(stage.heard['alerts']).toHaveLength(3);
  });

  test('is told once by looks at the same time', async () => {
    const stage = stageWith(operation, name, status);
    await looks(stage, 1);
    later(stage, 8 * DAY_MS);
    const ends = await Promise.allSettled([
      stage.reconcile(),
      stage.reconcile(),
      stage.reconcile(),
    ]);
    expect(ends.filter((end) => end.status === 'fulfilled')).toHaveLength(1);
    await aMomentLater();
    await looks(stage, 1);
    expect(stage.heard['alerts']).toHaveLength(2);
  });

  test('is forgotten with its end: should it come back, that is news', async () => {
    const stage = stageWith(operation, name, status);
    await looks(stage, 2);
    stage.s3.relent();
    await looks(stage, 2);
    expect(stage.journal.state.refusalToldMs).toBeUndefined();
    stage.s3.refuse('GetBucketPolicy', name, status);
    await looks(stage, 2);
    expect(stage.heard['alerts']).toEqual(['tls-only', 'policy', 'tls-only']);
  });
});

test('a topic that did not take it hears it later, the other not again', async () => {
  const stage = stageWith('GetBucketPolicy', 'AccessDenied', 403);
  await looks(stage, 1);
  later(stage, 7 * DAY_MS);
  stage.deaf.add('chat');
  await looks(stage, 2);
  stage.deaf.clear();
  await looks(stage, 2);
  expect(stage.heard).toEqual({ alerts: ['tls-only', 'tls-only'], chat: ['tls-only', 'tls-only'] });
});

test('in audit mode is told again too: nothing is judged there either', async () => {
  const stage = stageWith('GetBucketPolicy', 'AccessDenied', 403);
  stage.modes = { 'tls-only': 'audit' };
  await looks(stage, 2);
  later(stage, 7 * DAY_MS);
  await looks(stage, 2);
  expect(stage.heard['alerts']).toHaveLength(2);
});

test('what an earlier version told is told once more, as nobody knows when that was', async () => {
  const stage = stageWith('GetBucketPolicy', 'AccessDenied', 403);
  await looks(stage, 1);
  const { refusalToldMs, ...state } = stage.journal.state;
  stage.journal.state = state;
  await looks(stage, 3);
  expect(stage.heard['alerts']).toHaveLength(2);
});

test('a clock that was wrong does not silence it for good', async () => {
  const stage = stageWith('GetBucketPolicy', 'AccessDenied', 403);
  await looks(stage, 1);
  later(stage, -365 * DAY_MS);
  await looks(stage, 3);
  expect(stage.heard['alerts']).toHaveLength(2);
});

test('a look that could not read everything forgets nothing, and tells nothing twice', async () => {
  const stage = stageWith('GetBucketPolicy', 'AccessDenied', 403);
  await looks(stage, 1);
  stage.s3.refuse('GetBucketPolicy', 'SlowDown', 503);
  await looks(stage, 1);
  stage.s3.refuse('GetBucketPolicy', 'AccessDenied', 403);
  await looks(stage, 2);
  expect(stage.heard['alerts']).toEqual(['tls-only']);
});

test.each([['a value that S3 refuses', 'MalformedPolicy', 400]])(
  '%s leaves the service able to look: it is not told again',
  async (_what, name, status) => {
    const stage = stageWith('PutBucketPolicy', name, status);
    await looks(stage, 2);
    expect(stage.heard['alerts']).toEqual(['tls-only']);
    expect(stage.journal.state.refusalToldMs).toBeUndefined();
  },
);

test('a bucket that was made anew under the name has a refusal of its own to be told', async () => {
  const stage = stageWith('GetBucketPolicy', 'AccessDenied', 403);
  await looks(stage, 2);
  const actor = { type: 'IAMUser', name: 'alice' };
  const time = new Date(Date.now() + 1_000).toISOString();
  await stage.reconcile({ kind: 'api-call', id: 'made', time, call: 'CreateBucket', actor });
  expect(stage.heard['alerts']).toHaveLength(2);
});
