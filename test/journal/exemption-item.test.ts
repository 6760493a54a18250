import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import {
  type DynamicExemption,
  exemptionKey,
  toExemptionItem,
  toExemptions,
} from '../../shared/journal/exemption-item.ts';

const exemption: DynamicExemption = {
  ...{ source: 'person', id: 'e-1', bucket: 'orders', controls: ['tls-only'] },
  ...{ reason: 'old clients', owner: 'team-web' },
  ...{ createdAt: '2026-11-21T00:00:00.000Z', expires: '2026-11-28T00:00:00.000Z' },
};
const item = toExemptionItem({ ...exemption, madeBy: 'arn:aws:iam::111122223333:user/ada' }, 1);

test('an exemption is read back with who made it, and one of an older version without', () => {
  expect(toExemptions([item, toExemptionItem(exemption, 1)])).toEqual([
    { ...exemption, madeBy: 'arn:aws:iam::111122223333:user/ada' },
    exemption,
  ]);
});

test.each<[string, Record<string, unknown>]>([
  ['that names no controls, as if it were from all', { controls: undefined }],
  ['whose controls are no list', { controls: { 'tls-only': true } }],
  ['from no control', { controls: [] }],
  ['without an end', { expires: undefined }],
  ['without a beginning', { createdAt: undefined }],
  ['without an owner', { owner: undefined }],
  ['that says another bucket than it stands at', { bucket: '*' }],
  ['that says another id than it stands at', { id: 'e-2' }],
])('an item %s is no exemption', (_what, parts) => {
  const { source, ...fields } = exemption;
  const forged = marshall({ ...fields, ...parts }, { removeUndefinedValues: true });
  const found = toExemptions([{ ...exemptionKey('orders', 'e-1'), ...forged }, item]);
  expect(found.map(({ id, madeBy }) => [id, madeBy])).toEqual([
    ['e-1', 'arn:aws:iam::111122223333:user/ada'],
  ]);
});
