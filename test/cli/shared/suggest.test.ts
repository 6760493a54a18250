import { expect, test } from 'vitest';
import { suggest } from '../../../cli/shared/suggest.ts';

test.each([
  [{}, 'warden sweep'],
  [{ local: true }, 'warden sweep --local'],
  [{ region: 'eu-west-1' }, 'warden sweep --region eu-west-1'],
  [{ config: "it's mine.ts" }, `warden sweep --config 'it'\\''s mine.ts'`],
  [{ local: true, config: 'other.config.ts' }, 'warden sweep --local --config other.config.ts'],
])('a command to paste has the options of the one that suggests it: %j', (typed, expected) => {
  expect(suggest({ typed }, 'sweep')).toBe(expected);
});
