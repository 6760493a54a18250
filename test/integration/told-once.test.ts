import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../shared/controls/index.ts';
import type { Report } from '../../shared/core/report.ts';
import { createJournal } from '../../shared/journal/journal.ts';
import type { Mode } from '../../shared/model/control.ts';
import type { Audience } from '../../shared/notify/alerts.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import { aws, driftedBucket, policyOf, s3, stack, unheard } from './deployed.ts';
import { policyFor, policyWith, putPolicy, statementFor } from './policies.ts';

const journal = createJournal(aws.dynamodb(), stack.JournalTableName, 1);

/** The service's own look, in this process, with settings of its own and topics that may refuse. */
function reconcileWith(mode: Mode, refusing: string[] = []) {
  const told: { report: Report; only: readonly string[] }[] = [];
  const services = {
    s3: () => s3,
    journal,
    controls: CONTROLS,
    settings: { controls: { 'tls-only': mode }, encryption: { minimum: 'SSE-S3' as const } },
    leaseMs: 60_000,
    tell: async (report: Report, { only = [] }: Audience) => {
      told.push({ report, only });
      return [...refusing];
    },
  };
  const trigger = {
    kind: 'config-evaluation',
    id: 'e',
    time: '2026-11-21T00:00:00Z',
    ruleName: 'r',
  } as const;
  const at = (name: string) =>
    reconcile(
      services,
      { kind: 'bucket' as const, name, region: aws.region, account: aws.account, partition: 'aws' },
      [trigger],
    );
  return { at, told };
}

describe('audit mode', () => {
  test('writes nothing and tells once per drift, not on each look', async () => {
    const bucket = await driftedBucket('audited');
    const { at, told } = reconcileWith('audit');
    for (let round = 0; round < 3; round += 1) await at(bucket);
    expect(told).toHaveLength(1);
    expect(told[0]?.report.results).toMatchObject([{ control: 'tls-only', status: 'audited' }]);
    expect(told[0]?.report.proposals).toHaveLength(1);
    await expect(policyOf(bucket)).rejects.toThrow();

    await unheard(() => putPolicy(bucket, policyFor(bucket, 'other')));
    await at(bucket);
    await at(bucket);
    expect(told).toHaveLength(2);
  });

  test('tells again of a drift that was put right in between', async () => {
    const bucket = await driftedBucket('audited');
    const { at, told } = reconcileWith('audit');
    await at(bucket);
    const Policy = String(told[0]?.report.proposals[0]?.after);
    await unheard(() => putPolicy(bucket, Policy));
    await at(bucket);
    expect(told).toHaveLength(1);
    await unheard(() => s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket })));
    await at(bucket);
    expect(told).toHaveLength(2);
  });
});

describe('what needs a person', () => {
  test('is told once, until it is another finding', async () => {
    const bucket = await driftedBucket('blocked');
    const stale = statementFor(bucket, 'gone', { Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } });
    await aws.plantPolicy(bucket, policyWith(stale));
    const { at, told } = reconcileWith('enforce');
    for (let round = 0; round < 3; round += 1) await at(bucket);
    expect(told.map(({ report }) => report.results[0]?.obstacle?.kind)).toEqual([
      'stale-principal',
    ]);
    await aws.plantPolicy(bucket, '{ not a policy');
    await at(bucket);
    await at(bucket);
    expect(told.map(({ report }) => report.results[0]?.obstacle?.kind)).toEqual([
      'stale-principal',
      'policy-malformed',
    ]);
  });
});

describe('a topic that does not take the alert', () => {
  test('is told again, it alone, with what was repaired before, and nothing is repaired twice', async () => {
    const bucket = await driftedBucket('refused');
    const refusing = ['arn:chat'];
    const { at, told } = reconcileWith('enforce', refusing);
    expect((await at(bucket)).untoldTopics).toEqual(['arn:chat']);
    expect(told[0]?.report.changes.map(({ facet }) => facet)).toEqual(['policy']);
    const {
      state: { untold },
    } = await journal.recall(bucket);
    expect((await journal.read(bucket, untold)).map(({ state, alert }) => [state, alert])).toEqual([
      ['applied', 'pending'],
    ]);
    refusing.pop();
    expect((await at(bucket)).untoldTopics).toEqual([]);
    expect(told[1]?.only).toEqual(['arn:chat']);
    expect(told[1]?.report.changes).toEqual(told[0]?.report.changes);
    expect((await journal.read(bucket, untold)).map(({ alert }) => alert)).toEqual(['told']);
    await at(bucket);
    expect(told).toHaveLength(2);
  });
});
