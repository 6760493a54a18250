import { expect, test } from 'vitest';
import { readSweepMessage } from '../../../shared/core/sweep/message.ts';

test.each([
  ['{"kind":"start","trigger":"schedule"}', { mode: 'by-settings' }],
  ['{"kind":"start","trigger":"person","mode":"audit"}', { mode: 'audit' }],
  ['{"kind":"list","sweep":"s"}', { sweep: 's' }],
  ['{"kind":"finish","sweep":"s"}', { sweep: 's' }],
])('reads %s', (body, expected) => {
  expect(readSweepMessage(body)).toMatchObject(expected);
});

test.each([
  ['{', /not JSON/],
  ['[]', /the message|kind/],
  ['{"kind":"start","trigger":"nobody"}', /trigger/],
  ['{"kind":"chunk","sweep":"s","chunk":"0-0","sinceMs":1,"buckets":[]}', /buckets/],
  ['{"kind":"explode"}', /kind/],
])('says what is wrong with %s', (body, message) => {
  expect(() => readSweepMessage(body)).toThrow(message);
});
