import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { toProgress } from '../../shared/sweep/items.ts';

test.each(['constructor', '__proto__', 'eu-west-1'])(
  'what is counted of %s is read back',
  (name) => {
    const item = marshall({
      ...{ pk: 'sweep#s', sk: 'sweep', id: 's', expiresAt: 1 },
      [`region|${name}`]: 3,
      [`outcome|${name}`]: 2,
      [`control|${name}|fixed`]: 1,
      [`control|${name}|blocked`]: 4,
    });
    const { id, regions, outcomes, controls } = toProgress(item);
    expect(id).toBe('s');
    expect(Object.entries(regions)).toEqual([[name, 3]]);
    expect(Object.entries(outcomes)).toEqual([[name, 2]]);
    expect(Object.entries(controls)).toEqual([[name, { fixed: 1, blocked: 4 }]]);
  },
);
