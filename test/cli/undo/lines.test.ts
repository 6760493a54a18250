import { expect, test, vi } from 'vitest';
import { movedLines, undoPlanLines } from '../../../cli/undo/lines.ts';
import type { Repair } from '../../../shared/core/journal.ts';
import type { Change } from '../../../shared/model/facet.ts';
import { ALL_ON, bucketOf } from '../../peers/fixtures.ts';

vi.stubEnv('FORCE_COLOR', '0');

const entryOf = (change: Change) =>
  ({ id: '1hzk3x2am-7qd', bucket: bucketOf('orders'), change }) as Repair;

const planOf = (change: Change) => undoPlanLines(entryOf(change), '2026-11-28T09:00:00.000Z');

const ALLOWING = JSON.stringify({ Version: '2012-10-17', Id: `a+b${' word'.repeat(30)}` });

test('a policy that was not there before is shown as deleted, every line of it', () => {
  const plan = planOf({
    ...{ facet: 'policy', controls: ['tls-only'] },
    ...{ before: undefined, after: ALLOWING },
  });
  expect(plan.slice(0, -3)).toEqual([
    'orders (eu-central-1), to be put back',
    '  Bucket policy is deleted:',
    '  - {',
    '  -   "Version": "2012-10-17",',
    '  -   "Id": "a+b word word word word word word word word word word word word',
    '  -       word word word word word word word word word word word word word word',
    '  -       word word word word"',
    '  - }',
  ]);
});

test('a value that somebody deleted since is shown as deleted too', () => {
  const change: Change = {
    ...{ facet: 'publicAccessBlock', controls: ['block-public-access'] },
    ...{ before: undefined, after: ALL_ON },
  };
  const lines = movedLines({ typed: {} }, entryOf(change), { state: 'absent' });
  expect(lines.slice(1, 7)).toEqual([
    '  Public access block is deleted:',
    '  - {',
    '  -   "BlockPublicAcls": true,',
    '  -   "BlockPublicPolicy": true,',
    '  -   "IgnorePublicAcls": true,',
    '  -   "RestrictPublicBuckets": true',
  ]);
});

test('a value that stood before is shown as what changes', () => {
  const plan = planOf({
    ...{ facet: 'publicAccessBlock', controls: ['block-public-access'] },
    ...{ before: { ...ALL_ON, BlockPublicAcls: false }, after: ALL_ON },
  });
  expect(plan).toContain('  -   "BlockPublicAcls": true,');
  expect(plan).toContain('  +   "BlockPublicAcls": false,');
});
