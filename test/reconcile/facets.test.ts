import { expect, test } from 'vitest';
import { restoreFacet } from '../../shared/reconcile/facets.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { bucketOf, lookAt } from '../peers/fixtures.ts';

test("every call names the bucket's account: a bucket of that name may be somebody else's by now", async () => {
  const s3 = new FakeS3({ orders: {} });
  const { changes } = await lookAt(s3, 'orders', 'SSE-KMS');
  for (const change of changes) await restoreFacet(change, s3.client, bucketOf('orders'));
  expect(new Set(s3.operations())).toEqual(
    new Set(
      ['BucketEncryption', 'BucketPolicy', 'PublicAccessBlock'].flatMap((facet) => [
        `Get${facet}`,
        `Put${facet}`,
        `Delete${facet}`,
      ]),
    ),
  );
  const owners = s3.calls.map(({ input }) => input['ExpectedBucketOwner']);
  expect(new Set(owners)).toEqual(new Set([bucketOf('orders').account]));
});
