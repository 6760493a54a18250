import { expect, test } from 'vitest';
import type { SweepSummary } from '../../../shared/core/sweep/summary.ts';
import { toSweepNotification } from '../../../shared/core/sweep-summary/notification.ts';
import { SUMMARIES, summary } from './summaries.ts';

const FINDING = SUMMARIES.sweep.worst[0];

test.each<[string, Partial<SweepSummary>, string]>([
  [
    'deaf in one place, and two not looked at',
    {
      outcomes: { compliant: 1204 },
      hearing: [
        { state: 'deaf', text: 'x' },
        { state: 'unchecked', text: 'y' },
        { state: 'unchecked', text: 'z' },
      ],
    },
    'Sweep done: all 1,204 buckets are compliant; 1 thing keeps it from hearing',
  ],
  [
    'deaf in two places',
    {
      outcomes: { fixed: 1, compliant: 1203 },
      hearing: [
        { state: 'deaf', text: 'x' },
        { state: 'deaf', text: 'y' },
      ],
    },
    'Sweep done: 1 of 1,204 buckets was fixed; 2 things keep it from hearing',
  ],
  [
    'not looked at, which is not deaf',
    { outcomes: { compliant: 1204 }, hearing: [{ state: 'unchecked', text: 'x' }] },
    'Sweep done: all 1,204 buckets are compliant',
  ],
  [
    'not compliant',
    { outcomes: { compliant: 1201, blocked: 1, slowed: 1, audited: 1 } },
    'Sweep done: 3 of 1,204 buckets are not compliant',
  ],
  [
    'one of one',
    { buckets: 1, outcomes: { blocked: 1 } },
    'Sweep done: 1 of 1 bucket is not compliant',
  ],
  [
    'fixed only',
    { outcomes: { compliant: 1203, fixed: 1 } },
    'Sweep done: 1 of 1,204 buckets was fixed',
  ],
  [
    'everything at once',
    { outcomes: { blocked: 3, unavailable: 2, fixed: 48 } },
    'Sweep done: 3 of 1,204 buckets are not compliant, 2 could not be read, 48 were fixed',
  ],
  [
    'not read, told among the worst',
    { outcomes: { unavailable: 1 }, worst: FINDING && [{ ...FINDING, status: 'unavailable' }] },
    'Sweep done: 1 of 1,204 buckets could not be read',
  ],
  [
    'exempt',
    { outcomes: { compliant: 1200, exempt: 4 } },
    'Sweep done: 1,200 buckets are compliant, 4 exempt',
  ],
  [
    'compliant, one deleted meanwhile',
    { outcomes: { compliant: 1203, gone: 1 } },
    'Sweep done: all 1,203 buckets are compliant',
  ],
  [
    'all deleted meanwhile',
    { buckets: 2, outcomes: { gone: 2 } },
    'Sweep done: none of them is left',
  ],
  [
    'compliant, the only one',
    { buckets: 1, outcomes: { compliant: 1 } },
    'Sweep done: all 1 bucket is compliant',
  ],
  [
    'every control off',
    { buckets: 2, outcomes: { compliant: 2 }, controls: {} },
    'Sweep done: 2 buckets are there, and none was judged: every control is off',
  ],
  ['nothing', { buckets: 0 }, 'Sweep done: there are no buckets'],
  [
    'first',
    { mode: 'audit', isFirst: true, outcomes: { audited: 37 } },
    'First sweep, nothing written: 37 of 1,204 buckets are not compliant',
  ],
  [
    'asked to audit',
    { mode: 'audit', outcomes: { compliant: 1204 } },
    'Audit sweep done, nothing written: all 1,204 buckets are compliant',
  ],
  [
    'given up',
    { incomplete: { counted: 412 }, outcomes: { compliant: 400, blocked: 12 } },
    'Sweep given up after 412 of 1,204 buckets: 12 of 412 buckets are not compliant',
  ],
  [
    'given up, nothing found',
    { incomplete: { counted: 412 }, outcomes: { compliant: 412 } },
    'Sweep given up after 412 of 1,204 buckets: 412 buckets are compliant',
  ],
  [
    'given up at once',
    { incomplete: { counted: 0 }, buckets: 0 },
    'Sweep given up after 0 of 0 buckets: nothing is known',
  ],
  [
    'first, given up',
    { mode: 'audit', isFirst: true, incomplete: { counted: 1 }, outcomes: { audited: 1 } },
    'First sweep given up after 1 of 1,204 buckets, nothing written: 1 of 1 bucket is not compliant',
  ],
  [
    'audit, given up',
    { mode: 'audit', incomplete: { counted: 1 }, outcomes: { audited: 1 } },
    'Audit sweep given up after 1 of 1,204 buckets, nothing written: 1 of 1 bucket is not compliant',
  ],
])('%s', (_, parts, headline) => {
  const { subject, message, chatMessage } = toSweepNotification(
    summary({ controls: { 'tls-only': { compliant: 1 } }, ...parts }),
  );
  expect(subject).toBe(headline);
  expect(JSON.parse(message).email.split('\n\n')[0].replace('\n', ' ')).toBe(headline);
  expect(JSON.parse(chatMessage).content.title).toContain(` ${headline}`);
});
