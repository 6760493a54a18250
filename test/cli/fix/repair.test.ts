import { expect, test } from 'vitest';
import { repair } from '../../../cli/fix/repair.ts';
import type { Session } from '../../../cli/shared/session/session.ts';
import { aMomentLater, NAME, Stage } from '../../fakes/stage.ts';
import { bucketOf } from '../../peers/fixtures.ts';

/** A person repairs the bucket of a stage. */
function repairOn({ s3, journal, modes }: Stage) {
  const session = {
    clients: { s3: () => s3.client },
    identity: { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/alice' },
  } as unknown as Session;
  const settings = { controls: modes, encryption: { minimum: 'SSE-KMS' as const } };
  return repair(session, journal, bucketOf(NAME), settings);
}

test('whoever repairs a bucket sees it, and nobody else is told', async () => {
  const stage = new Stage();
  const report = await repairOn(stage);
  expect(report.changes.map(({ facet }) => facet).sort()).toEqual(['encryption', 'policy']);
  expect(stage.states()).toEqual(['encryption applied told', 'policy applied told']);
  expect(stage.heard).toEqual({ alerts: [], chat: [] });
});

test('what the service has not told yet is not told by a person who sees it', async () => {
  const stage = new Stage();
  stage.deaf.add('alerts').add('chat');
  await stage.reconcile();
  delete stage.s3.held(NAME).policy;
  await aMomentLater();
  await repairOn(stage);
  expect(stage.states().filter((state) => state.endsWith('told'))).toEqual([]);
  stage.deaf.clear();
  await aMomentLater();
  await stage.reconcile();
  expect(stage.heard['alerts']).toHaveLength(1);
  expect(stage.states().every((state) => state.endsWith('told'))).toBe(true);
});
