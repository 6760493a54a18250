import { describe, expect, test } from 'vitest';
import { OWN, statementsOf } from '../peers/fixtures.ts';
import { aMomentLater, NAME, Stage } from './stage.ts';

describe('the answer to a write is lost', () => {
  test('and the owner adds a statement on top: the change is told, as it is in force', async () => {
    const stage = new Stage();
    stage.modes = { 'tls-only': 'enforce' };
    stage.s3.loseAnswer('PutBucketPolicy');
    await stage.look();
    const held = stage.s3.held(NAME);
    held.policy = JSON.stringify({ Statement: [...statementsOf(held.policy), OWN] });
    await aMomentLater();
    await stage.look();
    expect(stage.states()).toEqual(['policy applied told']);
    expect(stage.heard['alerts']?.at(-1)).toBe('policy');
  });
});
