import { describe, expect, it } from 'vitest';
import { accountsAmong, bucketOfArn, firstRegion } from '../../../shared/core/events/place.ts';

describe('a Region', () => {
  it.each(['eu-central-1', 'us-gov-west-1', 'eusc-de-east-1', 'ap-southeast-12', 'mx-central-1'])(
    'is %s',
    (region) => {
      expect(firstRegion(undefined, region)).toBe(region);
    },
  );

  it.each([
    'EU',
    'eu-central-1a',
    'xeu-Central-1',
    'https://eu-central-1',
    'eu-central-',
    'global',
  ])('is not %s', (region) => {
    expect(firstRegion(region)).toBeUndefined();
  });
});

it('account ids have twelve digits and nothing else', () => {
  const ids = ['111122223333', undefined, '1111222233334', 'a111122223333', '11112222333', ''];
  expect(accountsAmong(...ids)).toEqual(['111122223333']);
});

describe('the bucket of an ARN', () => {
  it.each([
    ['arn:aws:s3:::logs', 'logs'],
    ['arn:aws-cn:s3:::logs', 'logs'],
    ['arn:aws:s3:::logs/key', undefined],
    ['arn:aws:s3:::logs*', undefined],
    ['xarn:aws:s3:::logs', undefined],
    ['arn:aws:s3:eu-central-1:111122223333:accesspoint/logs', undefined],
    [undefined, undefined],
  ])('%s is %s', (arn, bucket) => {
    expect(bucketOfArn(arn)).toBe(bucket);
  });
});
