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
  ['{"kind":"chunk","sweep":"s","chunk":"00-0"}', /chunk: expected the id of a chunk/],
  ['{"kind":"explode"}', /kind/],
])('says what is wrong with %s', (body, message) => {
  expect(() => readSweepMessage(body)).toThrow(message);
});

test('reads a chunk by its id alone: what a message says of its buckets is left out', () => {
  const chunk = { kind: 'chunk', sweep: 's', chunk: '12-3+4' };
  const forged = { ...chunk, buckets: [{ name: 'acme-logs', region: 'eu-west-1' }], failures: {} };
  expect(readSweepMessage(JSON.stringify(forged))).toEqual(chunk);
});

test('says everything that is wrong, each with its place, as an error of its own', () => {
  const read = () => readSweepMessage('{"kind":"chunk","sweep":7}');
  expect(read).toThrow(/^sweep: [^;]+; chunk: [^;]+$/);
  expect(read).toThrow(expect.objectContaining({ name: 'MalformedSweepMessageError' }));
  expect(read).toThrow(MalformedSweepMessageError);
});

test('says of what is no object that the message is wrong', () => {
  expect(() => readSweepMessage('"start"')).toThrow(/^the message: /);
});
