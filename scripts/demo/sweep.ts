import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { LocalAws } from '../../local/start.ts';
import { takeNextTold } from '../../local/take-told.ts';
import { lookAt } from '../chaos/sight.ts';
import type { Promised } from './promised.ts';
import type { Steps } from './steps.ts';

const ABROAD = 'eu-west-1';
const PATIENCE_MS = 30_000;

/** A bucket that drifted before anybody listened. */
interface Forgotten {
  readonly name: string;
  readonly region: string;
  /** Sid of the statement that its owner wrote, where they did. */
  readonly statement?: string;
}

/** What the alerts topic tells, by its `default` body: a summary, or something else. */
export interface Told {
  readonly schema: string;
}

/** What the demo checks of a summary. */
export interface ToldSummary extends Told {
  readonly buckets: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly unforwarded: readonly { readonly region: string }[];
}

/** What became of the sweep, by bucket and of the whole. */
export type SweepPromise = Promised & { readonly bucket: string };

/** Makes buckets that no event tells of, has the account swept and reads them back. */
export async function sweepForgotten(
  aws: LocalAws,
  scenarios: number,
  steps: Steps,
): Promise<SweepPromise[]> {
  const forgotten: readonly Forgotten[] = [
    { name: 'forgotten-logs', region: aws.region },
    { name: 'forgotten-site', region: aws.region, statement: 'Partner' },
    { name: 'forgotten-abroad', region: ABROAD },
  ];
  steps.begin(`making ${forgotten.length} buckets that drifted years ago, one in another Region`);
  await aws.setEvents({ deliver: false });
  for (const each of forgotten) await make(aws, each);
  await aws.setEvents({});
  steps.begin('a sweep of the whole account');
  const told = await sweep(aws);
  steps.begin('reading the forgotten buckets back');
  const promises = await Promise.all(forgotten.map((each) => promisesOf(aws, each)));
  steps.end();
  return [
    ...promises.flat(),
    ...toldPromises(told, forgotten.length, scenarios + forgotten.length),
  ];
}

/**
 * Holds what the sweep told against what is promised of it. Pure.
 * @param drifted buckets that the sweep had to fix
 * @param buckets how many there are at least
 */
export function toldPromises(
  told: readonly Told[],
  drifted: number,
  buckets: number,
): SweepPromise[] {
  const summary = told.find(isSummary);
  return [
    {
      bucket: 'all buckets',
      about: 'what the sweep told',
      promised: `one message: ${drifted} fixed, ${ABROAD} sends no events home`,
      found: summary
        ? `${told.length === 1 ? 'one message' : `${told.length} messages`}: ${summary.outcomes['fixed']} fixed, ${summary.unforwarded.map(({ region }) => region).join(', ')} sends no events home`
        : 'nothing',
    },
    {
      bucket: 'all buckets',
      about: 'whom the sweep looked at',
      promised: `at least ${buckets} buckets`,
      found:
        (summary?.buckets ?? 0) >= buckets
          ? `at least ${buckets} buckets`
          : `${summary?.buckets ?? 'no'} buckets`,
    },
  ];
}

async function make(aws: LocalAws, { name, region, statement }: Forgotten): Promise<void> {
  const s3 = aws.s3(undefined, { region });
  const isHome = region === aws.region;
  await s3.send(
    new CreateBucketCommand({
      Bucket: name,
      ...(isHome
        ? {}
        : {
            CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
          }),
    }),
  );
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: name }));
  if (statement === undefined) return;
  const Statement = {
    Sid: statement,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${aws.account}:root` },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${name}/*`,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
}

/** Asks for a sweep as `warden sweep` does. @returns what was told until its summary came. */
async function sweep(aws: LocalAws): Promise<Told[]> {
  const sqs = aws.sqs();
  const MessageBody = JSON.stringify({ kind: 'start', trigger: 'person' });
  await sqs.send(
    new SendMessageCommand({ QueueUrl: aws.stack?.SweepRequestsQueueUrl, MessageBody }),
  );
  const deadline = Date.now() + PATIENCE_MS;
  const told: Told[] = [];
  while (Date.now() < deadline && !told.some(isSummary)) {
    told.push(...(await takeNextTold<Told>(sqs, aws.alertsQueueUrl, 1)));
  }
  return told;
}

function isSummary(told: Told): told is ToldSummary {
  return told.schema === 'bucket-warden/sweep-summary';
}

async function promisesOf(
  aws: LocalAws,
  { name, region, statement }: Forgotten,
): Promise<SweepPromise[]> {
  const sight = await lookAt(aws.s3(undefined, { region }), name);
  const sids = sight.statements.map(({ Sid }) => String(Sid));
  return [
    {
      bucket: name,
      about: 'default encryption',
      promised: 'aws:kms',
      found: String(sight.algorithm),
    },
    {
      bucket: name,
      about: 'public access block',
      promised: '4 settings on',
      found: `${sight.blocked.length} settings on`,
    },
    {
      bucket: name,
      about: "statements, the owner's first",
      promised: [...(statement ? [statement] : []), 'DenyInsecureTransport'].join(', '),
      found: sids.join(', '),
    },
  ];
}
