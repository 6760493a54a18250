import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../shared/core/report.ts';
import { aMomentLater, Stage } from '../fakes/stage.ts';

/** Answers that no other try mends, as S3 gives them: name, status, and what stands in the way. */
const REFUSALS = [
  ['InvalidToken', 400, 'credentials-refused'],
  ['IllegalLocationConstraintException', 400, 'credentials-refused'],
  ['InvalidAccessKeyId', 403, 'credentials-refused'],
  ['NotImplemented', 501, 'call-refused'],
  ['AccountProblem', 403, 'access-denied'],
  ['AccessDenied', 403, 'access-denied'],
] as const;

describe.each(REFUSALS)('%s (%i)', (name, status, kind) => {
  test('on every read is told once, at once, and nothing is written', async () => {
    const stage = new Stage();
    for (const operation of ['GetBucketPolicy', 'GetBucketEncryption', 'GetPublicAccessBlock']) {
      stage.s3.refuse(operation, name, status);
    }
    for (let time = 0; time < 3; time += 1) {
      const { report } = await stage.reconcile();
      expect(outcomeOf(report)).toBe('blocked');
      for (const { obstacle } of report.results) expect(obstacle?.kind).toBe(kind);
      await aMomentLater();
    }
    expect(stage.heard['alerts']).toEqual(['default-encryption tls-only']);
    expect(stage.s3.writes()).toEqual([]);
  });

  test('on a write is told once, at once, and the other facets are written', async () => {
    const stage = new Stage();
    stage.s3.refuse('PutBucketPolicy', name, status);
    for (let time = 0; time < 3; time += 1) {
      const { report } = await stage.reconcile();
      const { obstacle } = report.results.find(({ control }) => control === 'tls-only') ?? {};
      expect(obstacle?.kind).toBe(kind);
      await aMomentLater();
    }
    expect(stage.heard['alerts']).toEqual(['encryption tls-only']);
  });
});

test.each([
  ['ExpiredToken', 400],
  ['RequestTimeTooSkewed', 403],
  ['AuthorizationHeaderMalformed', 400],
  ['KMS.KMSInternalException', 400],
])('%s (%i) passes: nothing is told, and the bucket is looked at again', async (name, status) => {
  for (const operation of ['GetBucketPolicy', 'PutBucketPolicy']) {
    const stage = new Stage();
    stage.modes = { 'tls-only': 'enforce' };
    stage.s3.refuse(operation, name, status);
    const { report } = await stage.reconcile();
    expect(report.results.map((result) => result.status)).toEqual(['unavailable']);
    expect(stage.heard['alerts']).toEqual([]);
    stage.s3.relent();
    await aMomentLater();
    await stage.reconcile();
    expect(stage.heard['alerts']).toEqual(['policy']);
  }
});
