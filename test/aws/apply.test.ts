import { expect, test } from 'vitest';
import { apply } from '../../shared/aws/apply.ts';
import type { Plan } from '../../shared/core/decide.ts';
import { WRITE_ORDER } from '../../shared/core/facet.ts';
import { FakeS3 } from '../peers/fake-s3.ts';
import { ALL_ON, bucketOf } from '../peers/fixtures.ts';

const about = { title: 't', severity: 'high', status: 'fixed' } as const;
const around = (plan: Plan) => ({
  record: async () => {},
  amend: async () => {},
  decideAgain: () => plan,
});

test('what was planned and not written does not count as fixed', async () => {
  const plan: Plan = {
    results: [{ control: 'forgotten', ...about }],
    changes: [],
    proposals: [],
  };
  const s3 = new FakeS3({ orders: {} });
  const applied = await apply(s3.client, bucketOf('orders'), plan, around(plan));
  expect(applied.results.map(({ status }) => status)).toEqual(['unavailable']);
  expect(s3.writes()).toEqual([]);
});

test('every facet of a plan is written, the public access block last', async () => {
  const values = { encryption: { Rules: [] }, policy: '{}', publicAccessBlock: ALL_ON };
  const plan = {
    results: WRITE_ORDER.map((facet) => ({ control: facet, ...about })),
    changes: WRITE_ORDER.map((facet) => ({ facet, after: values[facet], controls: [facet] })),
    proposals: [],
  } as unknown as Plan;
  const s3 = new FakeS3({ orders: {} });
  const applied = await apply(s3.client, bucketOf('orders'), plan, around(plan));
  expect(applied.results.map(({ status }) => status)).toEqual(WRITE_ORDER.map(() => 'fixed'));
  expect(applied.changes.map(({ facet }) => facet).sort()).toEqual([...WRITE_ORDER].sort());
  expect(s3.writes()).toHaveLength(WRITE_ORDER.length);
  expect(s3.writes().at(-1)).toBe('PutPublicAccessBlock');
});
