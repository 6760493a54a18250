import { describe, expect, test } from 'vitest';
import { checkSecondHomes } from '../../../cli/doctor/second-home.ts';
import type { Session } from '../../../cli/shared/session/session.ts';

/** What the doctor at home in eu-central-1 says of the home stacks that are deployed, by Region. */
async function said(
  stacks: Readonly<Record<string, string | Error>>,
  holding: readonly string[] = [],
): Promise<string[]> {
  const inRegion = (region: string) => ({
    cloudFormation: {
      async send({ input }: { input: { StackName: string } }) {
        expect(input.StackName).toBe('BucketWarden');
        const status = stacks[region];
        if (status === undefined) throw new Error('Stack with id BucketWarden does not exist');
        if (status instanceof Error) throw status;
        return { Stacks: [{ StackStatus: status }] };
      },
    },
  });
  const session = { clients: { inRegion }, region: 'eu-central-1' } as unknown as Session;
  const heard = ['eu-central-1', 'eu-west-1'];
  const checks = await checkSecondHomes(session, heard, Promise.resolve(holding));
  return checks.map(({ state, text, advice }) => `${state}: ${text} → ${advice}`);
}

describe('a second home stack', () => {
  const found = (region: string) =>
    `bad: ${region} has a BucketWarden stack of its own, and home is eu-central-1 → two services would repair what the other exempted: npx cdk destroy BucketWarden in one of the two Regions, and name the other as region in the settings`;

  test('is looked for in the Regions of the settings and in those that hold buckets', async () => {
    expect(await said({ 'eu-west-1': 'CREATE_COMPLETE' })).toEqual([found('eu-west-1')]);
    const elsewhere = { 'us-east-1': 'UPDATE_ROLLBACK_COMPLETE' };
    expect(await said(elsewhere, ['us-east-1', 'eu-west-1'])).toEqual([found('us-east-1')]);
  });

  test('is none where there is only home', async () => {
    expect(await said({ 'eu-central-1': 'CREATE_COMPLETE' }, ['eu-central-1'])).toEqual([]);
  });

  test.each(['ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS'])(
    'that is %s has no service in it',
    async (status) => {
      expect(await said({ 'eu-west-1': status })).toEqual([]);
    },
  );

  test('that cannot be looked for in one Region is, in the others', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
    const stacks = { 'ap-south-1': denied, 'eu-west-1': 'CREATE_COMPLETE' };
    expect(await said(stacks, ['ap-south-1'])).toEqual([
      'unknown: whether ap-south-1 has a second home stack: cannot be told (AccessDenied: no) → let these credentials do it: --help lists the permissions',
      found('eu-west-1'),
    ]);
  });
});
