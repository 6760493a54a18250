import { expect, test } from 'vitest';
import {
  MalformedSweepMessageError,
  readSweepMessage,
} from '../../../shared/core/sweep/message.ts';

test.each([
  ['{"kind":"start","trigger":"schedule"}', { mode: 'by-settings' }],
  ['{"kind":"start","trigger":"person","mode":"audit"}', { mode: 'audit' }],
  ['{"kind":"start","trigger":"deployment"}', { trigger: 'deployment' }],
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

test('reads the buckets of a chunk, each with its Region', () => {
  const buckets = [{ name: 'acme-logs', region: 'eu-west-1' }];
  const chunk = { kind: 'chunk', sweep: 's', chunk: '0-0', buckets, sinceMs: 1 };
  expect(readSweepMessage(JSON.stringify(chunk))).toEqual({ ...chunk, reasons: {} });
});

test('says everything that is wrong, each with its place, as an error of its own', () => {
  const read = () => readSweepMessage('{"kind":"chunk","sweep":"s","chunk":"0-0","buckets":[]}');
  expect(read).toThrow(/^buckets: [^;]+; sinceMs: [^;]+$/);
  expect(read).toThrow(expect.objectContaining({ name: 'MalformedSweepMessageError' }));
  expect(read).toThrow(MalformedSweepMessageError);
});

test('says of what is no object that the message is wrong', () => {
  expect(() => readSweepMessage('"start"')).toThrow(/^the message: /);
});
