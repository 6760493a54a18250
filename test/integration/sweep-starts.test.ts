import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CURRENT, sweepKey } from '../../shared/aws/sweep/items.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import settings from './sweep.config.ts';
import { SweepSteps } from './sweep-steps.ts';

const BY_PERSON = { kind: 'start', trigger: 'person', mode: 'by-settings' } as const;

let own: OwnAws;

beforeAll(async () => {
  own = await startOwnAws('sweep.config.ts');
  await own.drift('drifted');
});
afterAll(() => own.aws.stop());
beforeEach(() => forget(CURRENT));

const steps = () => new SweepSteps(own, settings, { pageSize: 2, chunkSize: 2 });

async function forget(Key: typeof CURRENT): Promise<void> {
  const TableName = own.stack.JournalTableName;
  await own.aws.dynamodb().send(new DeleteItemCommand({ TableName, Key }));
}

test('a sweep whose record has expired stands in the way of none, and was the first', async () => {
  const first = steps();
  await first.drive(BY_PERSON);
  await forget(sweepKey(first.summaries[0]?.id ?? ''));
  const next = steps();
  await next.drive(BY_PERSON);
  expect(next.summaries).toMatchObject([{ isFirst: false, mode: 'by-settings' }]);
});
