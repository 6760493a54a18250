import { beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../shared/core/journal.ts';
import { aws, configEvent, driftedBucket, endsOf, eventually, policyOf } from './deployed.ts';
import { policyFor } from './policies.ts';
import { warden, wardenJson } from './warden.ts';

const OWN = policyFor('example', 'Own');

let bucket: string;
beforeAll(async () => {
  bucket = await driftedBucket('history');
  await aws.putEvent(configEvent(bucket));
  await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
});

const FACETS = ['encryption', 'policy', 'publicAccessBlock'];

describe('warden history', () => {
  test('lists the changes of a bucket, newest first', async () => {
    const { exitCode, stdout } = await warden('history', bucket);
    expect(exitCode).toBe(0);
    for (const facet of FACETS) expect(stdout).toContain(facet);
    expect(stdout).toContain('3 changes.');
    expect(stdout).toMatch(/applied +history-/);

    const entries: JournalEntry[] = await wardenJson('history', bucket);
    const ids = entries.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(entries.map(({ change }) => change.facet).sort()).toEqual(FACETS);
  });

  test('lists the changes of all buckets, no more than asked for', async () => {
    const all: JournalEntry[] = await wardenJson('history', '--since', '1h');
    expect(all.filter((entry) => entry.bucket.name === bucket)).toHaveLength(3);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect(await wardenJson('history', '--limit', '2')).toEqual(all.slice(0, 2));
    expect((await warden('history', '--limit', '2')).stdout).toContain('--limit gives more');
  });

  test('lists none from before the time that is asked for', async () => {
    expect(await wardenJson('history', bucket, '--since', '2999-01-01')).toEqual([]);
    expect(await wardenJson('history', '--since', '2999-01-01')).toEqual([]);
    expect(await wardenJson('history', bucket, '--since', '5m')).toHaveLength(3);
  });

  test('says what is wrong with a time or a number', async () => {
    const wrong = await warden('history', '--since', 'yesterday');
    expect(wrong).toMatchObject({ exitCode: 2 });
    expect(wrong.stderr).toContain('"yesterday" is no time');
    expect((await warden('history', '--limit', '0')).stderr).toContain('no whole number');
  });
});

describe('warden show', () => {
  test('shows the difference, why, who, whether it was told and how to undo it', async () => {
    const other = await driftedBucket('shown', OWN);
    await aws.putEvent(configEvent(other));
    await eventually(async () => expect(await endsOf(other)).toEqual(['fixed']));
    const entries: JournalEntry[] = await wardenJson('history', other);
    const entry = entries.find(({ change }) => change.facet === 'policy');
    if (entry === undefined) throw new Error('the policy was changed');

    const { stdout, exitCode } = await warden('show', entry.id);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('+       "Sid": "DenyInsecureTransport"');
    expect(stdout).toContain('tls-only: plain HTTP');
    expect(stdout).toContain('AWS Config rule s3-bucket-ssl-requests-only');
    expect(stdout).toContain('told: told');
    expect(stdout).toContain(`warden undo ${entry.id} --reason`);

    const exact = await wardenJson('show', entry.id);
    expect(exact.change).toMatchObject({ before: OWN, after: await policyOf(other) });
  });

  test('says where there is no such change', async () => {
    const { exitCode, stderr } = await warden('show', '000000000-000');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no change 000000000-000');
  });
});
