import { expect, test } from 'vitest';
import { triggerLines } from '../../../shared/core/alert/trigger-lines.ts';

const time = '2026-11-21T09:00:00.000Z';

test('a sweep is named as the finder, and nobody as the culprit', () => {
  const lines = triggerLines({ triggers: [{ kind: 'sweep', id: 'sweep-1', time }] }).join('\n');
  expect(lines).toContain('A sweep of all buckets found it');
  expect(lines).toContain('2026-11-21 09:00');
});

test('a person is named with what they typed', () => {
  const actor = { type: 'Person', name: 'ada', arn: 'arn:aws:iam::111122223333:user/ada' };
  const lines = triggerLines({
    triggers: [{ kind: 'person', id: 'p-1', time, actor, command: 'warden fix' }],
  }).join('\n');
  expect(lines).toContain('ada asked for it with warden fix');
  expect(lines).toContain('arn:aws:iam::111122223333:user/ada');
});
