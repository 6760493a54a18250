import { setTimeout as sleep } from 'node:timers/promises';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ListRulesCommand,
  PutEventsCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { PutBucketPolicyCommand, PutBucketTaggingCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { NO_STATE } from '../../shared/core/journal.ts';
import { exemptionKey } from '../../shared/journal/exemption-item.ts';
import { newChangeId } from '../../shared/journal/ids.ts';
import { exemptedKey, stateKey, toChangeItem, toStateItem } from '../../shared/journal/items.ts';
import { makeFunction } from '../local/make-function.ts';
import {
  type Attacker,
  apiCall,
  attacker,
  invoke,
  invokeRemediate,
  madeUpRecord,
  suspectEdit,
} from './attackers.ts';
import {
  aws,
  bucketName,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  policyOf,
  serviceCalls,
  stack,
  unheard,
} from './deployed.ts';
import { policyFor, policyWith, putPolicy, sidsOf, statementFor } from './policies.ts';

/*
 * What somebody with one permission can have the service do: SECURITY.md says it in words. Each tries to have a policy
 * written that the bucket's owner did not want. Beside it, attacks-on-queues.test.ts tries the queues and the sweep.
 */

const KEPT = ['kept', 'DenyInsecureTransport'];
const DAY_MS = 86_400_000;

/** An edit as CloudTrail has it. */
interface Edit {
  readonly eventId: string;
  readonly atMs: number;
  readonly detail: Record<string, unknown>;
}

let invoker: Attacker;
/** Its owner put a policy, replaced it a moment later, and the service added its statement to that. */
let victim: string;
let replaced: Edit;
let refused: Edit;

beforeAll(async () => {
  invoker = await attacker('lambda:InvokeFunction');
  victim = await driftedBucket('victim');
  const stranger = await attacker('s3:GetBucketPolicy');
  await unheard(async () => {
    // In another second than the deletion of what was there: CloudTrail tells no more.
    await sleep(1_100);
    await putPolicy(victim, policyFor(victim, 'replaced'));
    await s3OfStranger(stranger, victim);
    // Seconds apart, so that a list of the first one's second has not the other.
    await sleep(2_100);
    await putPolicy(victim, policyFor(victim, 'kept'));
  });
  expect(await invokeRemediate(invoker, configEvent(victim))).toBe(0);
  expect(await sidsOf(victim)).toEqual(KEPT);
  replaced = await editOf(
    victim,
    (text) => text.includes('"replaced"') && !text.includes('errorCode'),
  );
  refused = await editOf(victim, (text) => text.includes('errorCode'));
});

/** A call that S3 refuses: CloudTrail has it all the same. */
async function s3OfStranger(stranger: Attacker, Bucket: string): Promise<void> {
  const put = new PutBucketPolicyCommand({ Bucket, Policy: policyFor(Bucket, 'refused') });
  await expect(aws.s3(stranger).send(put)).rejects.toMatchObject({ name: 'AccessDenied' });
}

async function editOf(bucket: string, isIt: (record: string) => boolean): Promise<Edit> {
  const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: bucket }];
  const { Events = [] } = await aws
    .cloudTrail()
    .send(new LookupEventsCommand({ LookupAttributes }));
  const found = Events.find(
    ({ EventName, CloudTrailEvent = '' }) =>
      EventName === 'PutBucketPolicy' && isIt(CloudTrailEvent),
  );
  const detail = JSON.parse(found?.CloudTrailEvent ?? '{}');
  return { eventId: found?.EventId ?? '', atMs: Date.parse(detail.eventTime), detail };
}

/** How often the service wrote the victim's policy. */
async function policyWrites(bucket = victim): Promise<number> {
  const calls = await serviceCalls(bucket);
  return calls.filter(({ operation }) => /^(Put|Delete)BucketPolicy$/.test(operation)).length;
}

/** Has messages handled until none of them is to come back. */
function invokedToTheEnd(...bodies: readonly object[]): Promise<void> {
  return eventually(async () => expect(await invokeRemediate(invoker, ...bodies)).toBe(0));
}

describe('lambda:InvokeFunction', () => {
  const forged = (bucket: string) => ({
    requestParameters: {
      bucketName: bucket,
      bucketPolicy: JSON.parse(policyFor(bucket, 'forged')),
    },
  });
  const attacks: [string, () => object][] = [
    [
      'asks about a genuine edit that was replaced, by a window that hides what replaced it',
      () => suspectEdit(victim, replaced),
    ],
    [
      'sends the genuine event of an edit that was replaced again',
      () => ({ ...apiCall(victim, 'PutBucketPolicy'), detail: replaced.detail }),
    ],
    ['asks about a genuine call that S3 had refused', () => suspectEdit(victim, refused)],
    [
      'asks about an edit that nobody made, which has a policy of its own',
      () =>
        suspectEdit(
          victim,
          { eventId: 'made-up', atMs: Date.now() },
          { bucketPolicy: forged(victim) },
        ),
    ],
    ['makes up an edit', () => apiCall(victim, 'PutBucketPolicy', forged(victim))],
    ['makes up a deletion', () => apiCall(victim, 'DeleteBucketPolicy')],
    ['makes up that the bucket was made anew', () => apiCall(victim, 'CreateBucket')],
  ];

  test.each(attacks)('%s: nothing is written', async (_what, message) => {
    const before = await policyWrites();
    await invokedToTheEnd(message());
    expect(await sidsOf(victim)).toEqual(KEPT);
    expect(await policyWrites()).toBe(before);
  });

  test('asks about the edit of another bucket: nothing is written', async () => {
    const other = await driftedBucket('other');
    await unheard(() => putPolicy(other, policyFor(other, 'of-another')));
    const edit = await editOf(other, (text) => text.includes('of-another'));
    await invokedToTheEnd(suspectEdit(victim, edit));
    expect(await sidsOf(victim)).toEqual(KEPT);
  });

  test("makes up a call on another account's bucket: nobody looks", async () => {
    const foreign = bucketName('foreign');
    await invokedToTheEnd(
      apiCall(foreign, 'PutBucketPolicy', {
        resources: [{ accountId: '999988887777', type: 'AWS::S3::Bucket' }],
      }),
    );
    expect(await serviceCalls(foreign)).toEqual([]);
  });
});

describe('events', () => {
  /** Waits until what was put on the bus before is through. */
  async function quiet(): Promise<void> {
    const mark = bucketName('mark');
    await aws.putEvent(configEvent(mark));
    await eventually(async () => expect(await endsOf(mark)).toEqual(['gone']));
  }

  test('PutEvents: no event of AWS, and none of a source of their own that a rule passes on', async () => {
    const putter = aws.events(await attacker('events:PutEvents'));
    const unheardOf = bucketName('unheard-of');
    const put = (Source: string, event: { detail: object; 'detail-type': string }) =>
      putter.send(
        new PutEventsCommand({
          Entries: [
            { Source, DetailType: event['detail-type'], Detail: JSON.stringify(event.detail) },
          ],
        }),
      );
    const call = apiCall(unheardOf, 'PutBucketPolicy');
    const answer = await put('aws.s3', call).catch(() => ({ FailedEntryCount: 1 }));
    expect(answer.FailedEntryCount).toBe(1);
    await put('bucket-warden', suspectEdit(unheardOf, replaced));
    await put('custom', call);
    await quiet();
    expect(await endsOf(unheardOf)).toEqual([]);
  });

  test("PutTargets: a target of the service's own rule brings messages, and nothing is written by them", async () => {
    const events = aws.events(await attacker('events:PutTargets'));
    const { Rules = [] } = await aws.events().send(new ListRulesCommand({}));
    const ofConfig = Rules.filter(({ EventPattern }) => EventPattern?.includes('aws.config'));
    const bodies = [suspectEdit(victim, replaced), apiCall(victim, 'DeleteBucketPolicy')];
    const Targets = bodies.map((body, index) => ({
      Id: `theirs-${index}`,
      Arn: arnOf(stack.EventsQueueUrl),
      Input: JSON.stringify(body),
    }));
    const before = (await endsOf(victim)).length;
    for (const { Name } of ofConfig)
      await events.send(new PutTargetsCommand({ Rule: Name, Targets }));
    try {
      await quiet();
      await eventually(async () => {
        const ends = (await endsOf(victim)).slice(before);
        // The deletion that nobody made is waited for: S3 may not show it yet.
        expect(ends).toEqual(expect.arrayContaining(['compliant', 'retried']));
      });
    } finally {
      const Ids = Targets.map(({ Id }) => Id);
      for (const { Name } of ofConfig) {
        await aws.events().send(new RemoveTargetsCommand({ Rule: Name, Ids }));
      }
    }
    expect(await sidsOf(victim)).toEqual(KEPT);
  });
});

describe('dynamodb:PutItem on the journal', () => {
  let put: (Item: Record<string, object>) => Promise<unknown>;
  beforeAll(async () => {
    const writer = aws.dynamodb(await attacker('dynamodb:PutItem'));
    const TableName = stack.JournalTableName;
    put = (item) => writer.send(new PutItemCommand({ TableName, Item: item as never }));
  });
  const inAYear = () => Date.now() + 365 * DAY_MS;
  const expiresAt = Math.floor(Date.now() / 1000) + 86_400;

  test('a made-up write that an edit which was replaced would have met: it is not put back', async () => {
    const id = newChangeId(replaced.atMs);
    const live = await policyOf(victim);
    const window = { id, readFromMs: replaced.atMs, writtenAtMs: replaced.atMs + 500 };
    await put(
      toStateItem(victim, { ...NO_STATE, version: 9_000, policyWrites: [window] }, expiresAt),
    );
    const change = {
      facet: 'policy',
      before: undefined,
      after: live,
      controls: ['tls-only'],
    } as const;
    const bucket = {
      kind: 'bucket' as const,
      name: victim,
      region: aws.region,
      account: aws.account,
      partition: 'aws',
    };
    await put(
      toChangeItem(
        {
          ...{ id, bucket, change, reasons: {}, triggers: [], state: 'applied', alert: 'told' },
          intendedAt: new Date(replaced.atMs).toISOString(),
        },
        expiresAt,
      ),
    );
    await invokedToTheEnd(suspectEdit(victim, replaced));
    expect(await sidsOf(victim)).toEqual(KEPT);
  });

  test.each([
    ['that a look has the bucket for a year', () => ({ leasedUntilMs: inAYear() })],
    ['that a look was there in a year', () => ({ closedAtMs: inAYear() })],
  ])('says %s: the bucket is repaired all the same', async (_what, said) => {
    const bucket = await driftedBucket('held');
    await put(toStateItem(bucket, { ...NO_STATE, version: 9_000, ...said() }, expiresAt));
    expect(await invokeRemediate(invoker, configEvent(bucket))).toBe(0);
    expect(await sidsOf(bucket)).toEqual(['DenyInsecureTransport']);
  });

  test.each([
    ['for all buckets by a wildcard', { bucket: '*' }],
    ['without controls, which would be all of them', { controls: undefined }],
    ['that begins in a year', { createdAt: new Date(inAYear()).toISOString() }],
    [
      'of two years ago without an end',
      { createdAt: new Date(Date.now() - 730 * DAY_MS).toISOString() },
    ],
  ])('an exemption %s exempts from nothing', async (_what, more) => {
    const bucket = await driftedBucket('exempt');
    const exemption = {
      ...{ kind: 'exemption', id: 'theirs', bucket, controls: ['tls-only'], owner: 'them' },
      ...{ reason: 'because', createdAt: new Date().toISOString() },
      ...{ expires: '9999-12-31T00:00:00.000Z', toldAt: new Date().toISOString(), ...more },
    };
    const item = marshall(exemption, { removeUndefinedValues: true });
    await put({ ...exemptionKey(bucket, 'theirs'), ...item });
    await put(exemptedKey(bucket));
    expect(await invokeRemediate(invoker, configEvent(bucket))).toBe(0);
    expect(await sidsOf(bucket)).toEqual(['DenyInsecureTransport']);
  });

  test('a state that cannot be read keeps looks away, which is not silent: the message is tried again', async () => {
    const bucket = await driftedBucket('unreadable');
    await put({ ...stateKey(bucket), ...marshall({ version: 1, policyWrites: 'none' }) });
    const record = madeUpRecord(configEvent(bucket), stack.EventsQueueUrl);
    expect(await invoke(invoker, stack.FunctionName, record)).toBe(1);
    expect(await endsOf(bucket)).toEqual(['retried']);
  });
});

describe('iam:PassRole with lambda:CreateFunction', () => {
  const policy = () => policyFor(victim, 'theirs');

  test.each([
    ['another name', () => aws.region, () => bucketName('their-function')],
    ["the function's own name in another Region", () => 'eu-west-1', () => stack.FunctionName],
  ])("a function of the service's role under %s may write nothing", async (_what, region, name) => {
    const passer = await attacker(['iam:PassRole', 'lambda:*']);
    const lambda = aws.lambda(passer, { region: region() });
    const theirs = await makeFunction(aws, name(), stack.RoleArn, lambda);
    expect(await theirs.call({ call: 'PutBucketPolicy', bucket: victim, policy: policy() })).toBe(
      'AccessDenied',
    );
    expect(await sidsOf(victim)).toEqual(KEPT);
  });
});

describe('s3:PutBucketPolicy and s3:PutBucketTagging on one bucket', () => {
  async function owned(policyOfThem: (bucket: string) => string) {
    const bucket = await driftedBucket('owned');
    const owner = aws.s3(await attacker(['s3:PutBucketPolicy', 's3:PutBucketTagging']));
    const Policy = policyOfThem(bucket);
    await unheard(async () => {
      await owner.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
      const TagSet = [{ Key: 'warden-exempt', Value: 'because' }];
      await owner.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet } }));
    });
    expect(await invokeRemediate(invoker, configEvent(bucket))).toBe(0);
    return { bucket, Policy };
  }

  const SECURE = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
  test.each<[string, (bucket: string) => string, string[]]>([
    [
      "the Sid of the service's statement on one that allows",
      (bucket) => policyWith(statementFor(bucket, 'DenyInsecureTransport', SECURE)),
      ['DenyInsecureTransport', 'DenyInsecureTransport2'],
    ],
    [
      'names that every object has',
      (bucket) => policyWith(statementFor(bucket, 'constructor')),
      ['constructor', 'DenyInsecureTransport'],
    ],
  ])(
    '%s: the statement is added, theirs stays, and a tag exempts from nothing',
    async (_what, of, sids) => {
      const { bucket, Policy } = await owned(of);
      expect(await sidsOf(bucket)).toEqual(sids);
      const [theirs] = JSON.parse(await policyOf(bucket)).Statement;
      expect(theirs).toEqual(JSON.parse(Policy).Statement[0]);
    },
  );

  test('a policy that leaves no room for the statement is left as it is, and people are told', async () => {
    const { bucket, Policy } = await owned((name) => {
      const empty = policyFor(name, 'x').length;
      return policyFor(name, 'x'.repeat(20_480 - empty));
    });
    expect(JSON.parse(await policyOf(bucket))).toEqual(JSON.parse(Policy));
    expect(await endsOf(bucket)).toEqual(['fixed']);
    const writes = (await serviceCalls(bucket)).map(({ operation }) => operation);
    expect(writes).not.toContain('PutBucketPolicy');
  });
});

function arnOf(queueUrl: string): string {
  return `arn:aws:sqs:${aws.region}:${aws.account}:${queueUrl.slice(queueUrl.lastIndexOf('/') + 1)}`;
}
