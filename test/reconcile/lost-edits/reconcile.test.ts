import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CONTROLS } from '../../../shared/controls/index.ts';
import type { Report } from '../../../shared/core/report.ts';
import type { ApiCallTrigger, Trigger } from '../../../shared/model/trigger.ts';
import { oldestFirst, reconcile } from '../../../shared/reconcile/reconcile.ts';
import type { ReconcileServices } from '../../../shared/reconcile/services.ts';
import { asStored, FakeS3 } from '../../fakes/fake-s3.ts';
import { MemoryJournal } from '../../fakes/memory-journal.ts';
import { bucketOf, OWN, policy, statementsOf } from '../../peers/fixtures.ts';

const NAME = 'fell-over';
const READ = Date.parse('2026-11-21T10:00:00.500Z');
const EDITED = '2026-11-21T10:00:02.000Z';
/** What `policy(OWN)` has more than fits into 20 KB beside the statement that the control adds. */
const LARGE = 20_480 - policy({ ...OWN, Sid: '' }).length - 50;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: READ });
});
afterEach(() => {
  vi.useRealTimers();
});

const BY_CONFIG: Trigger = {
  kind: 'config-evaluation',
  id: 'e-1',
  time: new Date(READ).toISOString(),
  ruleName: 'b',
};

function servicesOn(s3: FakeS3): ReconcileServices {
  return {
    s3: () => s3.client,
    journal: new MemoryJournal(),
    controls: CONTROLS,
    settings: { controls: { 'tls-only': 'enforce' }, encryption: { minimum: 'SSE-S3' } },
    leaseMs: 60_000,
    tell: async () => [],
  };
}

/** CloudTrail's word of an edit; without a policy it is a deletion. */
function edited(time: string, policy?: string, id = `${time} ${policy}`): ApiCallTrigger {
  const actor = { type: 'IAMUser', name: 'alice' };
  const call = policy === undefined ? 'DeleteBucketPolicy' : 'PutBucketPolicy';
  return { kind: 'api-call', id, time, call, actor, put: { facet: 'policy', value: policy } };
}

/** A look with CloudTrail's word of edits. */
function reconcileConfirmed(
  services: ReconcileServices,
  ...edits: [ApiCallTrigger, ...ApiCallTrigger[]]
) {
  const evidence = { confirmed: edits, unconfirmed: [] };
  return reconcile(services, bucketOf(NAME), oldestFirst(edits), { evidence });
}

/** A look repairs a bucket while alice edits its policy between its last read and its write. */
async function lookOver(edit: string): Promise<{ s3: FakeS3; again(): Promise<Report> }> {
  const s3 = new FakeS3({ [NAME]: {} });
  const services = servicesOn(s3);
  s3.before('PutBucketPolicy', () => {
    vi.setSystemTime(Date.parse(EDITED) + 300);
    s3.held(NAME).policy = edit;
  });
  await reconcile(services, bucketOf(NAME), [BY_CONFIG]);
  vi.setSystemTime(Date.parse(EDITED) + 5_000);
  return {
    s3,
    again: async () => (await reconcileConfirmed(services, edited(EDITED, edit))).report,
  };
}

const sidsOf = (s3: FakeS3) => statementsOf(s3.held(NAME).policy).map(({ Sid }) => Sid);

test('an edit that a repair wrote over is put back with the statement on top', async () => {
  const { s3, again } = await lookOver(policy(OWN));
  expect(sidsOf(s3)).toEqual(['DenyInsecureTransport']);
  expect((await again()).results).toMatchObject([{ control: 'tls-only', status: 'fixed' }]);
  expect(sidsOf(s3)).toEqual(['Own', 'DenyInsecureTransport']);
});

test('plain HTTP stays denied where the statement does not fit on top of the edit', async () => {
  const { s3, again } = await lookOver(policy({ ...OWN, Sid: 'x'.repeat(LARGE) }));
  const { results, changes } = await again();
  expect(sidsOf(s3)).toEqual(['DenyInsecureTransport']);
  expect(changes).toEqual([]);
  expect(results).toMatchObject([
    {
      control: 'tls-only',
      status: 'blocked',
      obstacle: {
        kind: 'edit-overwritten',
        detail: expect.stringMatching(/was overwritten, .* with it, tls-only would be blocked/),
        keptAs: [expect.any(String)],
      },
    },
  ]);
});

test('and where the edit names somebody who is gone', async () => {
  const edit = policy({ ...OWN, Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } });
  const { s3, again } = await lookOver(edit);
  expect((await again()).results).toMatchObject([{ obstacle: { kind: 'edit-overwritten' } }]);
  expect(sidsOf(s3)).toEqual(['DenyInsecureTransport']);
});

test('an edit that was read is known in what S3 made of it: an account is the ARN of its root', async () => {
  const edit = policy({ ...OWN, Principal: { AWS: '444455556666' } });
  const s3 = new FakeS3({ [NAME]: { policy: asStored(edit) } });
  const services = servicesOn(s3);
  await reconcile(services, bucketOf(NAME), [BY_CONFIG]);
  const written = s3.held(NAME).policy;
  const { report } = await reconcile(services, bucketOf(NAME), [
    edited('2026-11-21T10:00:00Z', edit),
  ]);
  expect(report).toMatchObject({ changes: [], results: [{ status: 'compliant' }] });
  expect(s3.held(NAME).policy).toBe(written);
});

test('an edit whose event comes twice in one batch is put back like any other', async () => {
  const s3 = new FakeS3({ [NAME]: {} });
  const services = servicesOn(s3);
  s3.before('PutBucketPolicy', () => {
    vi.setSystemTime(Date.parse(EDITED) + 300);
    s3.held(NAME).policy = policy(OWN);
  });
  await reconcile(services, bucketOf(NAME), [BY_CONFIG]);
  vi.setSystemTime(Date.parse(EDITED) + 5_000);
  const event = edited(EDITED, policy(OWN));
  const { report } = await reconcileConfirmed(services, event, event);
  expect(report.results).toMatchObject([{ status: 'fixed' }]);
  expect(sidsOf(s3)).toEqual(['Own', 'DenyInsecureTransport']);
});

describe('two edits between the first read of a slow look and its last', () => {
  const SECOND_EDIT = policy({ ...OWN, Sid: 'Second' });

  test.each([
    ['one and another', policy({ ...OWN, Sid: 'First' })],
    ['a deletion and another, as Terraform replaces a policy', undefined],
  ])('%s: the one that the owner left stands', async (_situation, first) => {
    const s3 = new FakeS3({ [NAME]: { policy: policy({ ...OWN, Sid: 'Old' }) } });
    const services = servicesOn(s3);
    const { journal } = services;
    const recall = journal.recall.bind(journal);
    journal.recall = async (bucket) => {
      const recalled = await recall(bucket);
      vi.setSystemTime(Date.parse(EDITED) + 900);
      s3.held(NAME).policy = SECOND_EDIT;
      return recalled;
    };
    await reconcile(services, bucketOf(NAME), [BY_CONFIG]);
    journal.recall = recall;
    expect(sidsOf(s3)).toEqual(['Second', 'DenyInsecureTransport']);
    const both = [edited(EDITED, first), edited(EDITED, SECOND_EDIT)];
    for (const event of both) {
      vi.setSystemTime(Date.now() + 5_000);
      // CloudTrail tells of every edit of the window, whichever it was asked about.
      await reconcileConfirmed(services, event, ...both);
      expect(sidsOf(s3)).toEqual(['Second', 'DenyInsecureTransport']);
    }
  });
});

test('an edit in the second of the read that is not what was read is put back', async () => {
  const s3 = new FakeS3({ [NAME]: {} });
  const services = servicesOn(s3);
  s3.before('PutBucketPolicy', () => {
    s3.held(NAME).policy = policy(OWN);
  });
  await reconcile(services, bucketOf(NAME), [BY_CONFIG]);
  expect(sidsOf(s3)).toEqual(['DenyInsecureTransport']);
  vi.setSystemTime(READ + 5_000);
  await reconcileConfirmed(services, edited('2026-11-21T10:00:00Z', policy(OWN)));
  expect(sidsOf(s3)).toEqual(['Own', 'DenyInsecureTransport']);
});

test('a deletion that a repair wrote over is restored like an edit: what had been kept is taken out', async () => {
  const s3 = new FakeS3({ [NAME]: { policy: policy(OWN) } });
  const services = servicesOn(s3);
  s3.before('PutBucketPolicy', () => {
    vi.setSystemTime(Date.parse(EDITED) + 300);
    delete s3.held(NAME).policy;
  });
  await reconcile(services, bucketOf(NAME), [BY_CONFIG]);
  expect(sidsOf(s3)).toEqual(['Own', 'DenyInsecureTransport']);
  vi.setSystemTime(Date.parse(EDITED) + 5_000);
  await reconcileConfirmed(services, edited(EDITED));
  expect(sidsOf(s3)).toEqual(['DenyInsecureTransport']);
});

describe('an edit by the word of a message alone', () => {
  /** A repair that nobody raced with, and then a message that says that somebody did. */
  async function forge(put?: string) {
    const s3 = new FakeS3({ [NAME]: { policy: policy(OWN) } });
    const services = servicesOn(s3);
    await reconcile(services, bucketOf(NAME), [BY_CONFIG]);
    vi.setSystemTime(READ + 5_000);
    return { s3, services, forged: edited('2026-11-21T10:00:00Z', put) };
  }

  test.each([
    ['a policy for a foreign account', policy({ ...OWN, Principal: { AWS: '999988887777' } })],
    ["a deletion, which would drop the owner's statements", undefined],
  ])('%s is not written, not kept and not told, but asked about', async (_situation, put) => {
    const { s3, services, forged } = await forge(put);
    const looked = await reconcile(services, bucketOf(NAME), [forged]);
    expect(looked.report.changes).toEqual([]);
    expect(looked.report.results).toMatchObject([{ status: 'compliant' }]);
    expect(looked.suspects.map(({ trigger }) => trigger.id)).toEqual([forged.id]);
    expect(sidsOf(s3)).toEqual(['Own', 'DenyInsecureTransport']);
  });

  test('that CloudTrail does not confirm is kept and told as that, and never written', async () => {
    const { s3, services, forged } = await forge(policy({ ...OWN, Sid: 'Forged' }));
    const evidence = { confirmed: [], unconfirmed: [{ trigger: forged, why: 'it has none' }] };
    const { report } = await reconcile(services, bucketOf(NAME), [forged], { evidence });
    expect(report.results).toMatchObject([
      {
        status: 'blocked',
        reason: expect.stringContaining('CloudTrail does not confirm it'),
        obstacle: {
          kind: 'edit-unconfirmed',
          detail: expect.stringContaining('it has none'),
          keptAs: [expect.any(String)],
        },
      },
    ]);
    expect(sidsOf(s3)).toEqual(['Own', 'DenyInsecureTransport']);
  });
});

test('one confirmed edit restores once, over exactly what the service wrote, however often it is sent', async () => {
  const { s3, again } = await lookOver(policy(OWN));
  await again();
  expect(sidsOf(s3)).toEqual(['Own', 'DenyInsecureTransport']);
  // The owner takes it back, and a repair writes again within the state of the first.
  s3.held(NAME).policy = policy({ ...OWN, Sid: 'Later' });
  vi.setSystemTime(Date.now() + 5_000);
  await again();
  vi.setSystemTime(Date.now() + 5_000);
  await again();
  expect(sidsOf(s3)).toEqual(['Later', 'DenyInsecureTransport']);
});

test('an edit that S3 refuses to have put back is told as that, with where it is kept', async () => {
  const { s3, again } = await lookOver(policy(OWN));
  s3.deny('PutBucketPolicy');
  const { results, changes } = await again();
  expect(changes).toEqual([]);
  expect(results).toMatchObject([
    {
      status: 'blocked',
      reason: expect.stringMatching(/^a repair has overwritten/),
      obstacle: { kind: 'edit-overwritten', keptAs: [expect.any(String)] },
    },
  ]);
  expect(sidsOf(s3)).toEqual(['DenyInsecureTransport']);
});
