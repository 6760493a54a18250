import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../shared/core/journal.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import { newChangeId } from '../../shared/journal/ids.ts';
import { createJournal } from '../../shared/journal/journal.ts';
import {
  AlertInbox,
  aws,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  logLines,
  policyOf,
  publicAccessBlockOf,
  s3,
  serviceCalls,
  stack,
  unheard,
} from './deployed.ts';
import { policyFor, putPolicy } from './policies.ts';
import { warden, wardenJson } from './warden.ts';

const inbox = new AlertInbox('undo-alerts');
beforeAll(() => inbox.ready());
afterEach(() => aws.setFaults([]));

// Odd spaces: what is put back is what stood there to the byte.
const own = (bucket: string) => policyFor(bucket, 'Own').replace(',"Statement"', ',  "Statement"');

/** A bucket that the service repaired, and the change of one of its facets. */
async function repaired(facet: string, ownPolicy = false) {
  const bucket = await driftedBucket('undo');
  if (ownPolicy) {
    await unheard(() => putPolicy(bucket, own(bucket)));
  }
  await aws.putEvent(configEvent(bucket));
  await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
  const entries: JournalEntry[] = await wardenJson('history', bucket);
  const id = entries.find(({ change }) => change.facet === facet)?.id ?? '';
  return { bucket, id };
}

const REASON = ['--reason', 'a legacy client speaks plain HTTP'];

describe('warden undo', () => {
  test('puts back the exact policy, exempts the bucket, and is not redone by the service', async () => {
    const { bucket, id } = await repaired('policy', true);
    await aws.clearCalls();
    const { exitCode, stdout } = await warden('undo', id, ...REASON, '--yes');
    expect(stdout).toContain('-       "Sid": "DenyInsecureTransport"');
    expect(stdout).toMatch(/exempt from tls-only until/);
    expect(exitCode).toBe(0);
    expect(await policyOf(bucket)).toBe(own(bucket));

    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed', 'exempt']));
    const looked = (await logLines(bucket)).filter(({ message }) => message.startsWith('looked'));
    expect(JSON.stringify(looked.at(-1))).toContain('a legacy client speaks plain HTTP');
    const writes = (await serviceCalls(bucket)).filter(({ operation }) => /^Put/.test(operation));
    expect(writes).toEqual([]);
    expect(await policyOf(bucket)).toBe(own(bucket));
    expect(await inbox.of(bucket)).toHaveLength(1);

    const entry: JournalEntry = await wardenJson('show', id);
    expect(entry.state).toBe('undone');
    expect(entry.undone?.reason).toBe('a legacy client speaks plain HTTP');
    const [exemption] = await exemptionsOf(bucket);
    expect(exemption?.id).toBe(entry.undone?.exemption);
    expect(daysOf(exemption)).toBe(7);
    expect((await warden('show', id)).stdout).toContain('Undone');
    const again = await warden('undo', id, ...REASON, '--yes');
    expect(again).toMatchObject({ exitCode: 2 });
    expect(again.stderr).toContain(`change ${id} is undone`);
  });

  test('removes what was not configured before, and ends when it is unexempted', async () => {
    const { bucket, id } = await repaired('publicAccessBlock');
    expect((await warden('undo', id, ...REASON, '--for', '30', '--yes')).exitCode).toBe(0);
    await expect(publicAccessBlockOf(bucket)).rejects.toThrow();
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed', 'exempt']));

    const [exemption] = await exemptionsOf(bucket);
    expect(exemption).toMatchObject({ controls: ['block-public-access'], reason: REASON[1] });
    expect(daysOf(exemption)).toBe(30);
    expect((await warden('unexempt', exemption?.id ?? '')).exitCode).toBe(0);
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect((await endsOf(bucket)).at(-1)).toBe('fixed'));
    expect((await publicAccessBlockOf(bucket))?.BlockPublicPolicy).toBe(true);
  });

  test('stops where the facet is not what the change left any more, and shows the difference', async () => {
    const { bucket, id } = await repaired('policy');
    const moved = JSON.parse(await policyOf(bucket));
    moved.Statement.push(JSON.parse(own(bucket)).Statement[0]);
    const Policy = JSON.stringify(moved);
    await unheard(() => putPolicy(bucket, Policy));

    const { exitCode, stdout } = await warden('undo', id, ...REASON, '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('+       "Sid": "Own"');
    expect(await policyOf(bucket)).toBe(Policy);
    expect((await wardenJson('show', id)).state).toBe('applied');
    expect(await exemptionsOf(bucket)).toEqual([]);
  });

  test('takes the record back where S3 refuses the write', async () => {
    const { bucket, id } = await repaired('policy', true);
    const after = await policyOf(bucket);
    await aws.setFaults([{ operation: 'PutBucketPolicy', rate: 1, fault: '403' }]);
    const { exitCode, stdout } = await warden('undo', id, ...REASON, '--yes');
    await aws.setFaults([]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Nothing was changed');
    expect(await policyOf(bucket)).toBe(after);
    const entry: JournalEntry = await wardenJson('show', id);
    expect(entry).toMatchObject({ state: 'applied' });
    expect(entry.undone).toBeUndefined();
    expect(await exemptionsOf(bucket)).toEqual([]);
  });

  test('is refused while the service is at the bucket, and writes nothing', async () => {
    const { bucket, id } = await repaired('publicAccessBlock');
    await unheard(() => s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket })));
    const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
    await aws.putEvent(configEvent(bucket));
    await hold.reached();
    const { exitCode, stderr } = await warden('undo', id, ...REASON, '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`the service is at ${bucket}`);
    expect((await publicAccessBlockOf(bucket))?.BlockPublicPolicy).toBe(true);
    expect(await exemptionsOf(bucket)).toEqual([]);
    await hold.release();
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed', 'fixed']));
    expect((await wardenJson('show', id)).state).toBe('applied');
  });

  test('holds against a look that had read the exemptions before it, and the policy after it', async () => {
    const { bucket, id } = await repaired('policy', true);
    await aws.clearCalls();
    const hold = await aws.hold({ operation: 'GetBucketPolicy', caller: 'service', bucket });
    await aws.putEvent(configEvent(bucket));
    await hold.reached();
    await eventually(async () => {
      const reads = (await aws.calls()).filter(({ operation }) => operation === 'Query');
      expect(reads.map(({ caller }) => caller)).toContain('service');
    });
    expect((await warden('undo', id, ...REASON, '--yes')).exitCode).toBe(0);
    await hold.release();
    await eventually(async () => {
      const ends = await endsOf(bucket);
      expect([ends.includes('retried'), ends.at(-1)]).toEqual([true, 'exempt']);
    });
    expect(await policyOf(bucket)).toBe(own(bucket));
    const writes = (await serviceCalls(bucket)).filter(({ operation }) => /^Put/.test(operation));
    expect(writes).toEqual([]);
  });

  test('that died before its write is settled by the service: the exemption ends, nobody is told', async () => {
    const { bucket, id } = await repaired('policy');
    const journal = createJournal(aws.dynamodb(), stack.JournalTableName, 1);
    const entry: JournalEntry = await wardenJson('show', id);
    const { state } = await journal.recall(bucket);
    const own = newChangeId(Date.now());
    const undone = { by: 'ada', at: entry.intendedAt, reason: 'r', exemption: `e-${own}` };
    const { before, after } = entry.change;
    const change = { ...entry.change, before: after, after: before } as JournalEntry['change'];
    const undoing: JournalEntry = {
      ...{ ...entry, id: own, change, triggers: [], state: 'intended', alert: 'none' },
      undoes: { change: id, undone },
    };
    const exemption: DynamicExemption = {
      ...{ source: 'person', id: undone.exemption, bucket, controls: ['tls-only'] },
      ...{ reason: 'r', owner: 'ada', createdAt: new Date().toISOString() },
      expires: new Date(Date.now() + 86_400_000).toISOString(),
      claimedUntilMs: Date.now() + 60_000,
    };
    const next = { ...state, open: [own] };
    await journal.record(bucket, state, next, [undoing], { exemption });
    expect(await exemptionsOf(bucket)).toHaveLength(1);
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => {
      expect((await wardenJson('show', own)).state).toBe('failed');
    });
    expect((await wardenJson('show', id)).state).toBe('applied');
    expect(await exemptionsOf(bucket)).toEqual([]);
    expect((await journal.recall(bucket)).state.open).toEqual([]);
    expect(await inbox.of(bucket)).toHaveLength(1);
  });

  test('writes nothing where the record cannot be written, or nobody is there to ask', async () => {
    const { bucket, id } = await repaired('policy', true);
    const after = await policyOf(bucket);
    await aws.setFaults([{ operation: 'TransactWriteItems', rate: 1, fault: '403' }]);
    expect((await warden('undo', id, ...REASON, '--yes')).exitCode).toBe(2);
    await aws.setFaults([]);
    const unasked = await warden('undo', id, ...REASON);
    expect(unasked.exitCode).toBe(2);
    expect(unasked.stderr).toContain('nobody is there to ask');
    expect((await warden('undo', id, '--yes')).stderr).toContain('--reason');
    expect(await policyOf(bucket)).toBe(after);
  });
});

async function exemptionsOf(bucket: string) {
  const found: DynamicExemption[] = await wardenJson('exemptions');
  return found.filter((one) => one.bucket === bucket);
}

function daysOf(exemption?: DynamicExemption): number {
  const { createdAt = '', expires = '' } = exemption ?? {};
  return (Date.parse(expires) - Date.parse(createdAt)) / 86_400_000;
}

describe('warden exempt', () => {
  test('has the named controls leave the bucket alone, and no others', async () => {
    const bucket = await driftedBucket('exempt');
    const said = await warden(
      'exempt',
      ...REASON,
      '--control',
      'tls-only',
      '--control',
      'default-encryption',
      bucket,
      '--for',
      '3',
      '--owner',
      'team-web',
    );
    expect(said.stdout).toMatch(/is exempt from tls-only, default-encryption until/);
    const audit = await warden('audit', bucket);
    expect(audit.stdout).toMatch(/– tls-only +exempt until .* by team-web: a legacy client/);

    await aws.putEvent(configEvent(bucket));
    const alert = await inbox.first(bucket);
    expect(alert.changes.map(({ facet }) => facet)).toEqual(['publicAccessBlock']);
    expect(alert.controls.find(({ id }) => id === 'tls-only')).toMatchObject({
      status: 'exempt',
      reason: expect.stringContaining('by team-web: a legacy client speaks plain HTTP'),
    });
    await expect(policyOf(bucket)).rejects.toThrow();
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed', 'exempt']));
    expect(await inbox.of(bucket)).toHaveLength(1);
    expect((await warden('audit', bucket)).exitCode).toBe(0);
    const listed = await warden('exemptions');
    expect(listed.stdout).toContain(bucket);
    expect(listed.stdout).toContain('team-web');
  });

  test('ended while another one still holds, says so', async () => {
    const bucket = await driftedBucket('exempt-twice');
    const exemptFor = async (days: string, ...controls: string[]) => {
      const named = controls.flatMap((id) => ['--control', id]);
      const { stdout } = await warden('exempt', bucket, ...named, ...REASON, '--for', days);
      return /warden unexempt (\S+) --local$/m.exec(stdout)?.[1] ?? '';
    };
    const long = await exemptFor('30', 'tls-only');
    const short = await exemptFor('3', 'tls-only', 'block-public-access');
    const ended = await warden('unexempt', short);
    expect(ended.stdout).toMatch(/^tls-only is still exempt until .*: a legacy client/m);
    expect(ended.stdout).toContain(`at once by: warden fix ${bucket} --local`);
    const again = await exemptFor('3', 'tls-only');
    expect((await warden('unexempt', again)).stdout).not.toContain('warden fix');
    expect((await warden('unexempt', long)).stdout).toContain('warden fix');
  });

  test('says what is wrong with it', async () => {
    const wrong = async (...words: string[]) => (await warden('exempt', ...words)).stderr;
    const control = ['--control', 'tls-only', ...REASON];
    expect(await wrong('nowhere', ...control, '--for', '3')).toContain('no bucket nowhere');
    expect(await wrong('b', ...control)).toContain('say how long');
    expect(await wrong('b', ...control, '--until', '2020-01-01')).toContain('is over');
    expect(await wrong('b', ...control, '--for', '3', '--owner', ' ')).toContain(
      '--owner is empty',
    );
    expect(await wrong('b', '--control', 'tls', ...REASON, '--for', '3')).toContain('no control');
    expect((await warden('unexempt', '000000000-000')).stderr).toContain('there is no exemption');
  });
});
