import { takeTold } from '../../local/take-told.ts';
import type { SweepMessage } from '../../shared/core/sweep-summary/schema.ts';
import { eventually } from './deployed.ts';
import type { OwnAws } from './own-aws.ts';

/** The summary of a sweep that nobody took yet, once it is told. */
export function findSweepSummary({ aws }: OwnAws): Promise<SweepMessage> {
  return eventually(async () => {
    const told = await takeTold<SweepMessage>(aws.sqs(), aws.alertsQueueUrl);
    const summary = told.find(({ schema }) => schema === 'bucket-warden/sweep-summary');
    if (summary === undefined) throw new Error('no sweep was told of yet');
    return summary;
  });
}
