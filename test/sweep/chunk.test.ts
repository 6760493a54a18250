import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { account, region, rootCredentials } from '../../local/root.ts';
import { nameOf } from '../../scripts/bench/mix.ts';
import { type BenchServer, serve } from '../../scripts/bench/sweep/serve.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { type BucketState, type JournalEntry, NO_STATE } from '../../shared/core/journal.ts';
import { sweepChunk } from '../../shared/sweep/chunk.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';
import { chunkServices, SWEEP } from './chunk-services.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:alerts';
const MINUTE = { remainingMs: () => 60_000 };

let server: BenchServer;
let journal: MemoryJournal;
const first = { name: nameOf(0), region };
const second = { name: nameOf(1), region };

const s3 = (endpoint = server.endpoint) =>
  new S3Client({ endpoint, region, credentials: rootCredentials, maxAttempts: 1 });

beforeAll(async () => {
  server = await serve({ buckets: 10, brokenEvery: 2, latencyMs: 0, limit: 0 });
});
afterAll(() => server.close());
beforeEach(() => {
  journal = new MemoryJournal();
});

/** What was recalled of all buckets before any of them was looked at. */
const recalling = (state: BucketState) => async (buckets: readonly string[]) =>
  new Map(buckets.map((name) => [name, { state, exemptions: [] }]));

describe('the first calls to S3 are shared among the functions', () => {
  test.each([
    ['of all chunks that are left', { isListed: true, chunks: 4, doneChunks: 2 }, 2],
    ['that work at the same time', { isListed: true, chunks: 400, doneChunks: 2 }, 5],
    ['that may come where the list is not whole', { isListed: false, chunks: 2, doneChunks: 1 }, 5],
  ])('%s', async (_, progress, share) => {
    const { services, done, hold } = chunkServices(s3());
    const store = { ...services.store, find: async () => ({ ...SWEEP, ...progress }) };
    await sweepChunk({ ...services, store }, hold([second]), MINUTE);
    expect(done.shares).toEqual([share]);
  });
});

test('what is to be written is read again after its record, which may have waited for those of others', async () => {
  const happened: string[] = [];
  const client = s3();
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        happened.push(String(commandName));
        return next(args);
      },
    { step: 'initialize' },
  );
  const record = journal.record.bind(journal);
  journal.record = async (...change) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    happened.push('recorded');
    return record(...change);
  };
  const { services, hold } = chunkServices(client, { journal });
  await sweepChunk(services, hold([{ name: nameOf(2), region }]), MINUTE);
  const after = happened.slice(happened.indexOf('recorded') + 1);
  expect(after[0]).toBe('GetBucketPolicyCommand');
  expect(after.slice(1)).toEqual(['PutBucketPolicyCommand']);
});

describe('a rest is handed on', () => {
  test.each([
    ['0-0', 15],
    ['0-0+1', 30],
    ['0-0+2', 60],
    ['0-0+9', 900],
  ])(
    'after a while where S3 did not answer: of chunk %s after %i seconds',
    async (chunk, delay) => {
      const { services, done, hold } = chunkServices(s3('http://127.0.0.1:1'));
      await sweepChunk(services, hold([second], { chunk }), MINUTE);
      expect(done.sent).toMatchObject([{ delaySeconds: delay }]);
      expect(done.results).toMatchObject([{ rest: { buckets: [second] } }]);
    },
  );

  test('at once where only the time was over, and what failed long ago is not given up', async () => {
    const { services, done, hold } = chunkServices(s3());
    const failures = { [second.name]: { reason: 'SlowDown', sinceMs: 0 } };
    let asked = 0;
    const noTime = { remainingMs: () => (asked++ < 2 ? 60_000 : 0) };
    await sweepChunk(services, hold([first, second], { chunk: '0-0+1', failures }), noTime);
    expect(done.results).toMatchObject([
      { tally: { outcomes: {} }, rest: { buckets: [first, second], failures } },
    ]);
    expect(done.sent).toEqual([
      { delaySeconds: 0, message: { kind: 'chunk', sweep: SWEEP.id, chunk: '0-0+2' } },
    ]);
  });
});

test('a bucket that moved since it was recalled is looked at anew in the same step', async () => {
  journal.state = { ...NO_STATE, version: 5 };
  const recallMany = recalling(NO_STATE);
  const { services, done, hold } = chunkServices(s3(), { journal, recallMany });
  await sweepChunk(services, hold([first]), MINUTE);
  expect(done.results).toMatchObject([{ tally: { outcomes: { fixed: 1 } }, rest: undefined }]);
});

describe('what an earlier look could not tell', () => {
  const entry: JournalEntry = {
    id: 'change-1',
    bucket: { kind: 'bucket', ...second, account, partition: 'aws' },
    change: { facet: 'policy', before: undefined, after: '{}', controls: [CONTROLS[0].id] },
    reasons: {},
    triggers: [{ kind: 'sweep', id: 'earlier', time: '2025-01-01T00:00:00.000Z' }],
    state: 'applied',
    alert: 'pending',
    intendedAt: '2025-01-01T00:00:00.000Z',
  };

  async function sweepWith(untoldTopics: readonly string[]) {
    journal.entries.set(entry.id, entry);
    journal.state = { ...NO_STATE, version: 1, untold: [entry.id], untoldTopics: [TOPIC] };
    const told: unknown[] = [];
    const { services, done, hold } = chunkServices(s3(), {
      journal,
      recallMany: recalling(journal.state),
      async tellReport(report, audience) {
        told.push({ audience, changes: report.changes.map(({ id }) => id) });
        return untoldTopics;
      },
    });
    await sweepChunk(services, hold([second]), MINUTE);
    return { told, done };
  }

  test('is told now, to those that missed it', async () => {
    const { told, done } = await sweepWith([]);
    expect(told).toEqual([{ audience: { only: [TOPIC] }, changes: [entry.id] }]);
    expect(journal.entries.get(entry.id)?.alert).toBe('told');
    expect(done.results).toMatchObject([{ rest: undefined }]);
  });

  test('is told some at a time where it is much, and the bucket comes again for the rest', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `change-${10 + index}`);
    for (const id of ids) journal.entries.set(id, { ...entry, id });
    journal.state = { ...NO_STATE, version: 1, untold: ids, untoldTopics: [TOPIC] };
    const { services, done, hold } = chunkServices(s3(), {
      journal,
      recallMany: recalling(journal.state),
      tellReport: async () => [],
    });
    await sweepChunk(services, hold([second]), MINUTE);
    expect(done.results).toMatchObject([
      {
        rest: { failures: { [second.name]: { reason: expect.stringContaining('more to tell') } } },
      },
    ]);
  });

  test('is told later where they still do not take it', async () => {
    const { done } = await sweepWith([TOPIC]);
    expect(journal.state.untoldTopics).toEqual([TOPIC]);
    expect(done.results).toMatchObject([
      {
        tally: { outcomes: {} },
        rest: { failures: { [second.name]: { reason: expect.stringContaining('published') } } },
      },
    ]);
  });
});
