import { expect, test } from 'vitest';
import {
  MalformedSweepMessageError,
  readSweepMessage,
  restOfChunk,
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
  ['{"kind":"chunk","sweep":"s","chunk":"0-0","buckets":[]}', /buckets/],
  ['{"kind":"explode"}', /kind/],
])('says what is wrong with %s', (body, message) => {
  expect(() => readSweepMessage(body)).toThrow(message);
});

test('reads the buckets of a chunk, each with its Region', () => {
  const buckets = [{ name: 'acme-logs', region: 'eu-west-1' }];
  const chunk = { kind: 'chunk', sweep: 's', chunk: '0-0', buckets };
  expect(readSweepMessage(JSON.stringify(chunk))).toEqual({ ...chunk, failures: {} });
});

test('reads why and since when looks at the buckets of a chunk failed', () => {
  const chunk = {
    kind: 'chunk',
    sweep: 's',
    chunk: '0-0+1',
    buckets: [{ name: 'acme-logs', region: 'eu-west-1' }],
    failures: { 'acme-logs': { reason: 'SlowDown', sinceMs: 1_763_700_000_000 } },
  };
  expect(readSweepMessage(JSON.stringify(chunk))).toEqual(chunk);
});

test.each([
  ['12-3', '12-3+1', 0],
  ['12-3+1', '12-3+2', 1],
  ['12-3+9', '12-3+10', 9],
  ['12-3+', '12-3+2', 1],
  ['12-3+++', '12-3+4', 3],
])('the rest of chunk %s is chunk %s, after %i tries', (chunk, next, tries) => {
  expect(restOfChunk(chunk)).toEqual({ chunk: next, tries });
});

test('says everything that is wrong, each with its place, as an error of its own', () => {
  const read = () => readSweepMessage('{"kind":"chunk","sweep":"s","buckets":[]}');
  expect(read).toThrow(/^chunk: [^;]+; buckets: [^;]+$/);
  expect(read).toThrow(expect.objectContaining({ name: 'MalformedSweepMessageError' }));
  expect(read).toThrow(MalformedSweepMessageError);
});

test('says of what is no object that the message is wrong', () => {
  expect(() => readSweepMessage('"start"')).toThrow(/^the message: /);
});
