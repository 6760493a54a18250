import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Alert } from '../../shared/core/alert/schema.ts';
import { stateKey } from '../../shared/journal/items.ts';
import {
  AlertInbox,
  aws,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  policyOf,
  publicAccessBlockOf,
  serviceCalls,
  stack,
  unheard,
} from './deployed.ts';
import { ALL_ON, policyWith, putPolicy } from './policies.ts';

const inbox = new AlertInbox('owners-deny-alerts');
beforeAll(() => inbox.ready());

const ROLES = [stack.RoleArn, stack.SweepRoleArn];
const EXCEPTION = { ArnNotEquals: { 'aws:PrincipalArn': ROLES } };
const WEEK_MS = 7 * 86_400_000;

/** A Deny of the service's role, as owners write it. */
function denial(bucket: string, parts: object) {
  return {
    Sid: 'KeepOut',
    Effect: 'Deny',
    Principal: '*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { ArnLike: { 'aws:PrincipalArn': stack.RoleArn } },
    ...parts,
  };
}

async function deniedBucket(hint: string, parts: object) {
  const bucket = await driftedBucket(hint);
  const statement = denial(bucket, parts);
  await unheard(() => putPolicy(bucket, policyWith(statement)));
  return { bucket, statement };
}

/** Has the service look so many times, in one batch or several: a message that is tried again ends once. */
async function reconciledAt(bucket: string, times: number): Promise<void> {
  const ended = async () => (await endsOf(bucket)).filter((end) => end !== 'retried');
  const before = await ended();
  await Promise.all(Array.from({ length: times }, () => aws.putEvent(configEvent(bucket))));
  await eventually(async () => expect(await ended()).toHaveLength(before.length + times));
}

/** As if people had been told so long ago. */
function toldEarlier(bucket: string, ms: number): Promise<unknown> {
  return aws.dynamodb().send(
    new UpdateItemCommand({
      TableName: stack.JournalTableName,
      Key: stateKey(bucket),
      UpdateExpression: 'SET refusalToldMs = refusalToldMs - :ms',
      ExpressionAttributeValues: marshall({ ':ms': ms }),
    }),
  );
}

const obstacleOf = (alert: Alert | undefined, id: string) =>
  alert?.controls.find((control) => control.id === id)?.obstacle;

describe('an owner denies the service’s role', () => {
  test('its writes: repair is off and told once, and again after a week; what is pasted lets it through', async () => {
    const { bucket, statement } = await deniedBucket('no-writes', { Action: 's3:Put*' });
    await reconciledAt(bucket, 5);
    const [alert, ...more] = await inbox.of(bucket);
    expect(more).toEqual([]);
    for (const id of ['tls-only', 'block-public-access']) {
      expect(obstacleOf(alert, id)).toMatchObject({
        kind: 'access-denied',
        refusedBy: { kind: 'resource-based-policy', effect: 'denies' },
      });
    }
    const mended = { ...statement, Condition: { ...statement.Condition, ...EXCEPTION } };
    const [edit] = obstacleOf(alert, 'tls-only')?.letThrough ?? [];
    expect(edit).toEqual({
      policy: 'resource-based-policy',
      how: 'replace',
      of: 'KeepOut',
      statement: mended,
    });

    await toldEarlier(bucket, WEEK_MS - 60_000);
    await reconciledAt(bucket, 3);
    expect(await inbox.of(bucket)).toHaveLength(1);
    await toldEarlier(bucket, 60_000);
    await reconciledAt(bucket, 5);
    await eventually(async () => expect(await inbox.of(bucket)).toHaveLength(2));

    // The owner pastes it.
    await unheard(() => putPolicy(bucket, policyWith(edit?.statement ?? {})));
    await reconciledAt(bucket, 1);
    expect((await endsOf(bucket)).at(-1)).toBe('fixed');
    expect(JSON.parse(await policyOf(bucket)).Statement[0]).toEqual(mended);
    expect(await publicAccessBlockOf(bucket)).toEqual(ALL_ON);
  });

  test.each([
    ['its reads', { Action: 's3:Get*' }],
    ['everything', { Action: 's3:*' }],
  ])(
    '%s: the exception is shown in general, and what follows it lets the service through',
    async (what, parts) => {
      const { bucket, statement } = await deniedBucket(what.replace(' ', '-'), parts);
      await reconciledAt(bucket, 5);
      const [alert, ...more] = await inbox.of(bucket);
      expect(more).toEqual([]);
      expect(alert?.outcome).toBe('blocked');
      for (const { obstacle } of alert?.controls ?? []) {
        expect(obstacle).toMatchObject({
          kind: 'access-denied',
          letThrough: [
            { policy: 'resource-based-policy', how: 'merge', statement: { Condition: EXCEPTION } },
          ],
        });
      }
      const writes = (await serviceCalls(bucket)).filter(
        ({ operation }) => !operation.startsWith('Get'),
      );
      expect(writes).toEqual([]);

      await toldEarlier(bucket, WEEK_MS);
      await reconciledAt(bucket, 5);
      await eventually(async () => expect(await inbox.of(bucket)).toHaveLength(2));

      const Condition = { ...statement.Condition, ...EXCEPTION };
      await unheard(() => putPolicy(bucket, policyWith({ ...statement, Condition })));
      await reconciledAt(bucket, 1);
      expect((await endsOf(bucket)).at(-1)).toBe('fixed');
      expect(await publicAccessBlockOf(bucket)).toEqual(ALL_ON);
    },
  );
});
