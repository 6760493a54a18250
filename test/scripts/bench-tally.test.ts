import { describe, expect, test } from 'vitest';
import type { Call } from '../../local/gateway/calls.ts';
import { coveredMs, roundsOf, tallyOf } from '../../scripts/bench/tally.ts';

/** A call of the service that starts `at` milliseconds after noon. */
function call(operation: string, at: number, durationMs: number, service = 's3'): Call {
  const time = new Date(Date.UTC(2026, 0, 1, 12) + at).toISOString();
  const region = 'us-east-1';
  return {
    time,
    service,
    operation,
    bucket: 'b',
    region,
    status: 200,
    caller: 'service',
    durationMs,
  };
}

const READS = [
  call('GetBucketEncryption', 0, 21.9),
  call('GetBucketPolicy', 1, 22.3),
  call('GetPublicAccessBlock', 1, 23),
];

const REPAIR = [
  ...READS,
  call('GetBucketPolicy', 28, 21),
  call('PutBucketEncryption', 28, 22),
  call('PutBucketPolicy', 52, 21),
  call('PutPublicAccessBlock', 75, 21),
  call('Publish', 100, 25, 'sns'),
];

describe('rounds', () => {
  test('calls that overlap share a round', () => {
    expect(roundsOf(READS)).toBe(1);
  });

  test('calls that wait for each other take a round each', () => {
    expect(roundsOf([call('A', 0, 5), call('B', 5, 5), call('C', 11, 5)])).toBe(3);
  });

  test('a call that starts in the millisecond in which another ended waited for it', () => {
    // Starts are cut to the millisecond: 0.9 + 5.4 is 6.3, seen as 0 + 5.4 and 6.
    expect(roundsOf([call('A', 0, 5.4), call('B', 5, 5)])).toBe(2);
  });

  test('a chain does not become one round by each overlapping the next', () => {
    expect(roundsOf([call('A', 0, 10), call('B', 8, 10), call('C', 16, 10)])).toBe(2);
  });

  test('calls are recorded by their answers, not by their starts', () => {
    expect(roundsOf([call('C', 20, 5), call('A', 0, 15), call('B', 2, 10)])).toBe(2);
  });

  test('no calls take no round', () => {
    expect(roundsOf([])).toBe(0);
  });
});

describe('tally', () => {
  test('of a compliant bucket', () => {
    expect(tallyOf(READS)).toEqual({
      reads: 3,
      readRounds: 1,
      readsAtOnce: 3,
      readsAgain: 0,
      writes: 0,
      journalWrites: 0,
      publishes: 0,
      others: [],
      rounds: 1,
    });
  });

  test('of a repair', () => {
    expect(tallyOf(REPAIR)).toMatchObject({
      reads: 3,
      readRounds: 1,
      readsAgain: 1,
      writes: 3,
      publishes: 1,
      others: [],
      rounds: 5,
    });
  });

  test('reads one after the other are not one wave', () => {
    const oneByOne = READS.map((read, index) => ({ ...call(read.operation, index * 30, 22) }));
    expect(tallyOf(oneByOne)).toMatchObject({ readRounds: 3, readsAtOnce: 1 });
  });

  test('a read that is repeated is told by name, unless it is the policy or encryption', () => {
    const again = ['GetBucketEncryption', 'GetBucketPolicy', 'GetPublicAccessBlock'];
    expect(tallyOf([...READS, ...again.map((name) => call(name, 40, 5))])).toMatchObject({
      reads: 3,
      readsAgain: 2,
      others: ['GetPublicAccessBlock'],
    });
  });

  test('the journal is read and written, and queues are told from everything', () => {
    const calls = [
      call('PutItem', 0, 5, 'dynamodb'),
      call('GetItem', 0, 5, 'dynamodb'),
      call('SendMessage', 0, 5, 'sqs'),
    ];
    expect(tallyOf(calls)).toMatchObject({ reads: 1, journalWrites: 1, others: ['SendMessage'] });
  });
});

describe('time in calls', () => {
  test('is counted once where calls overlap, and not between them', () => {
    expect(coveredMs([call('A', 0, 10), call('B', 5, 10), call('C', 30, 5)])).toBe(20);
  });

  test('of a call within another adds nothing', () => {
    expect(coveredMs([call('A', 0, 10), call('B', 2, 3)])).toBe(10);
  });
});
