import { fileURLToPath } from 'node:url';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { type ConnectedAws, startLocalAws } from '../../../local/start.ts';
import { HEARTBEAT_CALL } from '../../../shared/core/events/heartbeat.ts';
import { makeBrokenBucket } from '../buckets.ts';
import type { Finding, Section } from '../finding.ts';
import { haveLookedAt } from '../looks.ts';
import type { BenchOptions } from '../remediate.ts';
import { itemBytes } from './item-bytes.ts';
import { newLines, seriesIn } from './log-lines.ts';
import { haveSwept } from './sweeps.ts';

const SETTINGS = fileURLToPath(new URL('../settings.ts', import.meta.url));
const NO_LATENCY = 0;
/** More than a chunk, so that a second sweep shows what a chunk more takes. */
const MORE_BUCKETS = 250;
const AT_ONCE = 10;

/** What docs/costs.md counts with and no other bench measures: bytes of log lines and items, calls of a sweep. */
export async function benchCosts({ onProgress }: BenchOptions): Promise<Section[]> {
  await using aws = await startLocalAws({ config: SETTINGS, onProgress });
  await aws.setEvents({ deliver: false });
  return [
    { title: 'Looks after an event', findings: await reconcileFindings(aws), notes: [] },
    { title: 'A heartbeat', findings: await heartbeatFindings(aws), notes: [] },
    { title: 'Sweeps', findings: await sweepFindings(aws, onProgress), notes: [] },
    {
      title: 'Items of the journal, by kind: how many, and the mean of their bytes',
      findings: await itemFindings(aws),
      notes: [],
    },
  ];
}

async function reconcileFindings(aws: Parameters<typeof haveLookedAt>[0]): Promise<Finding[]> {
  const findings: Finding[] = [];
  const bucket = 'costs-of-a-bucket-with-a-usual-name';
  await makeBrokenBucket(aws, bucket);
  // The second look finds what the first one repaired.
  for (const kind of ['broken', 'compliant']) {
    const readNew = await newLines(aws, aws.stack?.FunctionName);
    await haveLookedAt(aws, bucket, NO_LATENCY);
    const lines = await readNew('"message ended"');
    findings.push(
      sizeFinding(`${kind}: bytes logged`, bytesOf(lines)),
      countFinding(`${kind}: lines logged`, lines.length),
      countFinding(
        `${kind}: series of metrics`,
        seriesIn(lines).length,
        seriesIn(lines).join('; '),
      ),
    );
  }
  return findings;
}

async function heartbeatFindings(aws: ConnectedAws): Promise<Finding[]> {
  const readNew = await newLines(aws, aws.stack?.FunctionName);
  await aws.putEvent({
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    region: aws.region,
    resources: [],
    detail: {
      eventName: HEARTBEAT_CALL,
      eventSource: 's3.amazonaws.com',
      eventTime: new Date().toISOString(),
      requestParameters: { bucketName: aws.stack?.HeartbeatBucketName },
      userIdentity: { sessionContext: { sessionIssuer: { arn: aws.stack?.HeartbeatRoleArn } } },
    },
  });
  const lines = await readNew('"message ended"');
  return [
    sizeFinding('bytes logged', bytesOf(lines)),
    countFinding('series of metrics', seriesIn(lines).length, seriesIn(lines).join('; ')),
  ];
}

async function sweepFindings(
  aws: ConnectedAws,
  onProgress: (line: string) => void,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const sweep = async (what: string) => {
    onProgress(what);
    const { lines, calls } = await haveSwept(aws);
    findings.push(
      sizeFinding(`${what}: bytes logged`, bytesOf(lines)),
      countFinding(`${what}: lines logged`, lines.length),
      countFinding(`${what}: series of metrics`, seriesIn(lines).length),
      ...Object.entries(calls).map(([call, count]) => countFinding(`${what}: ${call}`, count)),
    );
  };
  await sweep('one compliant bucket');
  onProgress(`making ${MORE_BUCKETS} buckets`);
  for (let first = 0; first < MORE_BUCKETS; first += AT_ONCE) {
    const names = Array.from(
      { length: AT_ONCE },
      (_, index) => `costs-of-a-bucket-with-a-usual-name-${first + index}`,
    );
    await Promise.all(names.map((name) => makeBrokenBucket(aws, name)));
  }
  await sweep(`${MORE_BUCKETS} broken buckets more`);
  await sweep('the same, repaired');
  return findings;
}

async function itemFindings(aws: ConnectedAws): Promise<Finding[]> {
  const sizes = new Map<string, number[]>();
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const page = await aws
      .dynamodb()
      .send(new ScanCommand({ TableName: aws.stack?.JournalTableName, ExclusiveStartKey }));
    for (const item of page.Items ?? []) {
      const kind = (item['sk']?.S ?? '').replace(/#.*/, '');
      sizes.set(kind, [...(sizes.get(kind) ?? []), itemBytes(item)]);
    }
    ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (ExclusiveStartKey !== undefined);
  return [...sizes].map(([kind, all]) => {
    const mean = all.reduce((sum, bytes) => sum + bytes, 0) / all.length;
    const text = `${all.length} × ${mean.toFixed(0)} B, at most ${Math.max(...all)} B`;
    return { what: kind, kind: 'size', measured: mean, text };
  });
}

function sizeFinding(what: string, bytes: number): Finding {
  return { what, kind: 'size', measured: bytes, text: `${bytes} B` };
}

function countFinding(what: string, count: number, names = ''): Finding {
  return { what, kind: 'count', measured: count, text: `${count}${names && `: ${names}`}` };
}

function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
}
