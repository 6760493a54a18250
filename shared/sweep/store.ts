import {
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  type TransactWriteItem,
  type Update,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ListedBucket } from '../core/sweep/message.ts';
import type { SweepIdentity, SweepProgress } from '../core/sweep/progress.ts';
import type { Rest } from '../core/sweep/rest.ts';
import type { SweepFinding } from '../core/sweep/summary.ts';
import { firstRefused, sorted, type Tally } from '../core/sweep/tally.ts';
import type { CountedChunk } from '../core/sweep/uncounted.ts';
import { firstNamed } from '../core/sweep/unheard.ts';
import { expiryOf } from '../journal/expiry.ts';
import { isMoved, writeTogether } from '../journal/write-together.ts';
import {
  CURRENT,
  chunkKey,
  type Item,
  packed,
  pageKey,
  sweepKey,
  sweepPartition,
  tallyCounters,
  toProgress,
  unpacked,
} from './items.ts';
import { type RecordChange, updateOf } from './record-change.ts';

/** What became of a chunk. */
export interface ChunkResult {
  readonly tally: Tally;
  /** Undefined where all of it is done. */
  readonly rest: Rest | undefined;
  /** Into how many chunks its page was cut; of a rest undefined. */
  readonly ofPage?: number | undefined;
}

/** What became of all chunks that were counted. */
export interface SweepResults extends Findings {
  readonly counted: readonly CountedChunk[];
}

/** One page of the list of buckets, on record. */
export interface RecordedPage {
  readonly buckets: readonly ListedBucket[];
  /** Buckets of one chunk, about: the page is cut by it however often and by whichever version. */
  readonly chunkSize: number;
}

/** One page of the list of buckets. */
interface ListedPage extends RecordedPage {
  /** For the page after it; undefined on the last. */
  readonly next: string | undefined;
  /** In how many chunks it is handed out. */
  readonly chunks: number;
}

/** The latest sweep. */
export interface LatestSweep {
  readonly id: string;
  /** Undefined once its record has expired. */
  readonly progress: SweepProgress | undefined;
  /** Whether any sweep ever came to every bucket, and its summary to the alerts topic. */
  readonly isFirstDone: boolean;
  /** By what judgement the last sweep that repaired every bucket did so. */
  readonly repairedAs?: string | undefined;
}

/** How a sweep ended. */
interface SweepEnd {
  /** ISO 8601 in UTC. */
  readonly finishedAt: string;
  /** Whether it came to every bucket, and its summary to the alerts topic. */
  readonly isSeen: boolean;
  /** Topics that never took its summary. */
  readonly untoldTopics: readonly string[];
  /** By what judgement it repaired every bucket; `null` where it did not, undefined where it wrote nothing. */
  readonly repairedAs: string | null | undefined;
}

/** What of a tally is worth a line. */
type Findings = Pick<Tally, 'worst' | 'fixed' | 'refused'> & {
  /** Buckets that were repaired though no event had told of their drift, ten by name. */
  readonly unheard?: readonly string[];
};

/** How far sweeps are, kept so that each step counts once however often it is tried. */
export interface SweepStore {
  /** The latest sweep, running or done; undefined where there never was one. */
  latest(): Promise<LatestSweep | undefined>;
  find(id: string): Promise<SweepProgress | undefined>;
  /**
   * Begins a sweep.
   * @param after the latest one, which is done, given up or expired.
   * @returns false where another began meanwhile.
   */
  begin(sweep: SweepIdentity, after: LatestSweep | undefined): Promise<boolean>;
  /** Keeps the page that follows those of `progress`; does nothing where somebody else did. */
  addPage(progress: SweepProgress, page: ListedPage): Promise<void>;
  /** @returns undefined where there is no such page. */
  findPage(id: string, page: number): Promise<RecordedPage | undefined>;
  /** All chunks of a page are on the queue. */
  pageSent(id: string, page: number): Promise<void>;
  findChunk(id: string, chunk: string): Promise<{ readonly rest: Rest | undefined } | undefined>;
  /**
   * Counts a chunk; a rest counts as one chunk more to be done.
   * @returns false where it was counted before.
   */
  chunkDone(id: string, chunk: string, result: ChunkResult): Promise<boolean>;
  /** What became of all chunks, with the findings that are worth a line. */
  results(id: string): Promise<SweepResults>;
  /** Takes the summary for oneself for a while. @returns false where another has it, or it is told. */
  claimSummary(id: string, untilMs: number): Promise<boolean>;
  /** Takes one of the alerts that a sweep may send beside its summary. @returns false where none is left. */
  claimAlert(id: string, most: number): Promise<boolean>;
  /** The summary is told to all topics but these. */
  summaryTold(id: string, untoldTopics: readonly string[]): Promise<void>;
  end(id: string, end: SweepEnd): Promise<void>;
}

/** The sweeps in the journal's table. */
export function createSweepStore(
  dynamodb: DynamoDBClient,
  table: string,
  retentionDays: number,
): SweepStore {
  const get = async (Key: Item) =>
    (await dynamodb.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  const put = (key: Item, attributes: Record<string, unknown>): TransactWriteItem => ({
    Put: {
      TableName: table,
      Item: {
        ...key,
        ...marshall(
          { ...attributes, expiresAt: expiryOf(Date.now(), retentionDays) },
          { removeUndefinedValues: true },
        ),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  });
  const find = async (id: string) => {
    const item = await get(sweepKey(id));
    return item && toProgress(item);
  };
  const update = (id: string, change: RecordChange) => updateOf(table, sweepKey(id), change);

  return {
    find,

    async latest() {
      const item = await get(CURRENT);
      if (item === undefined) return undefined;
      const { id, isFirstDone = false, repairedAs } = unmarshall(item);
      return { id, isFirstDone, repairedAs: repairedAs ?? undefined, progress: await find(id) };
    },

    async begin(sweep, after) {
      const record = {
        ...sweep,
        ...{ listedPages: 0, sentPages: 0, isListed: false },
        ...{ buckets: 0, chunks: 0, doneChunks: 0, updatedAtMs: Date.now() },
      };
      const current: TransactWriteItem = {
        Update: {
          TableName: table,
          Key: CURRENT,
          UpdateExpression: 'SET id = :id',
          ConditionExpression: after ? 'id = :after' : 'attribute_not_exists(pk)',
          ExpressionAttributeValues: marshall({
            ':id': sweep.id,
            ...(after && { ':after': after.id }),
          }),
        },
      };
      return writeTogether(dynamodb, [current, put(sweepKey(sweep.id), record)]);
    },

    async addPage({ id, listedPages }, { buckets, chunkSize, next, chunks }) {
      const regions: Record<string, number> = {};
      for (const { region } of buckets) {
        regions[`region|${region}`] = (regions[`region|${region}`] ?? 0) + 1;
      }
      const page = put(pageKey(id, listedPages), {
        buckets: JSON.stringify(buckets),
        chunkSize,
      });
      const change = {
        set: { token: next, isListed: next === undefined },
        add: { listedPages: 1, buckets: buckets.length, chunks, ...regions },
        when: { listedPages },
      };
      await writeTogether(dynamodb, [page, { Update: update(id, change) }]);
    },

    async findPage(id, page) {
      const item = await get(pageKey(id, page));
      if (item === undefined) return undefined;
      const { buckets, chunkSize } = unmarshall(item);
      return { buckets: JSON.parse(buckets), chunkSize };
    },

    async pageSent(id, page) {
      const change = { add: { sentPages: 1 }, when: { sentPages: page } };
      await unlessMoved(dynamodb.send(new UpdateItemCommand(update(id, change))));
    },

    async findChunk(id, chunk) {
      const item = await get(chunkKey(id, chunk));
      if (item === undefined) return undefined;
      const { rest } = unmarshall(item);
      return { rest: rest && unpacked(rest) };
    },

    async chunkDone(id, chunk, { tally, rest, ofPage }) {
      const { worst, fixed, refused, unheard } = tally;
      const all = { worst, fixed, refused, unheard: unheard?.named ?? [] };
      const findings = Object.values(all).some((some) => some.length > 0) ? all : undefined;
      const result = put(chunkKey(id, chunk), {
        findings: findings && JSON.stringify(findings),
        rest: rest && packed(rest),
        hasRest: rest !== undefined,
        ofPage,
      });
      const counters = { doneChunks: 1, ...(rest && { chunks: 1 }), ...tallyCounters(tally) };
      return writeTogether(dynamodb, [result, { Update: update(id, { add: counters }) }]);
    },

    async results(id) {
      let found: Findings = { ...sorted([]), refused: [], unheard: [] };
      const counted: CountedChunk[] = [];
      const pages = paginateQuery(
        { client: dynamodb },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :chunk)',
          ProjectionExpression: 'sk, findings, hasRest, ofPage',
          ConsistentRead: true,
          ExpressionAttributeValues: marshall({ ':pk': sweepPartition(id), ':chunk': 'chunk#' }),
        },
      );
      for await (const { Items = [] } of pages) {
        const chunks = Items.map((item) => unmarshall(item));
        for (const { sk, hasRest = false, ofPage } of chunks) {
          counted.push({ id: sk.slice('chunk#'.length), hasRest, ofPage });
        }
        const findings = chunks.flatMap((chunk) => chunk['findings'] ?? []);
        const all: readonly Findings[] = [found, ...findings.map((text) => JSON.parse(text))];
        found = {
          ...sorted(all.flatMap(allOf)),
          // Chunks of earlier versions have none.
          refused: firstRefused(all.flatMap(({ refused = [] }) => refused)),
          unheard: firstNamed(all.flatMap(({ unheard = [] }) => unheard)),
        };
      }
      return { ...found, counted };
    },

    async claimSummary(id, untilMs) {
      const claim: Update = {
        TableName: table,
        Key: sweepKey(id),
        UpdateExpression: 'SET claimedUntilMs = :until',
        ConditionExpression:
          'attribute_not_exists(finishedAt) AND (attribute_not_exists(claimedUntilMs) OR claimedUntilMs < :now)',
        ExpressionAttributeValues: marshall({ ':until': untilMs, ':now': Date.now() }),
      };
      return unlessMoved(dynamodb.send(new UpdateItemCommand(claim)));
    },

    async claimAlert(id, most) {
      const claim: Update = {
        TableName: table,
        Key: sweepKey(id),
        UpdateExpression: 'ADD alerts :one',
        ConditionExpression: 'attribute_not_exists(alerts) OR alerts < :most',
        ExpressionAttributeValues: marshall({ ':one': 1, ':most': most }),
      };
      return unlessMoved(dynamodb.send(new UpdateItemCommand(claim)));
    },

    async summaryTold(id, untoldTopics) {
      // Not that the sweep got on: a topic that refuses for good would keep it running for ever.
      const told: Update = {
        TableName: table,
        Key: sweepKey(id),
        UpdateExpression: 'SET untoldTopics = :topics, claimedUntilMs = :free',
        ExpressionAttributeValues: marshall({ ':topics': untoldTopics, ':free': 0 }),
      };
      await dynamodb.send(new UpdateItemCommand(told));
    },

    async end(id, { finishedAt, isSeen, untoldTopics, repairedAs }) {
      const record = { Update: update(id, { set: { finishedAt, untoldTopics } }) };
      const noted = Object.entries({ isFirstDone: isSeen || undefined, repairedAs }).filter(
        ([, value]) => value !== undefined,
      );
      const current = {
        Update: {
          TableName: table,
          Key: CURRENT,
          UpdateExpression: `SET ${noted.map(([name]) => `${name} = :${name}`).join(', ')}`,
          ExpressionAttributeValues: marshall(
            Object.fromEntries(noted.map(([name, value]) => [`:${name}`, value])),
          ),
        },
      };
      await writeTogether(dynamodb, noted.length > 0 ? [record, current] : [record]);
    },
  };
}

function allOf({ worst, fixed }: Pick<Tally, 'worst' | 'fixed'>): SweepFinding[] {
  return [...worst, ...fixed];
}

/** @returns false where the condition of a write does not hold. */
async function unlessMoved(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isMoved(error)) return false;
    throw error;
  }
}
