import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Scenario } from './scenarios.ts';
import type { Sight } from './sight.ts';

/** One bucket of the table. */
export interface Row {
  scenario: Scenario;
  before: Sight;
  after: Sight;
  /** From the first call to the last repair; absent where nothing was repaired. */
  seconds?: number;
}

/** Before and after of each bucket, one above the other, what changed with an arrow: 120 columns. */
export function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: [
      'bucket',
      '',
      'encryption',
      'public\nblock',
      'policy\nstatements',
      'owner,\nTLS',
      'owner,\nplain HTTP',
      'anybody',
      'repaired\nafter',
    ].map((title) => styleText('bold', title)),
    style: { head: [], border: ['grey'].filter(() => process.stdout.hasColors?.() ?? false) },
  });
  table.push(...rows.map(rowOf));
  return table.toString();
}

/** Two lines in one row, so that there are rules between buckets only. */
function rowOf({ scenario, before, after, seconds }: Row): string[] {
  const was = cellsOf(before);
  const is = cellsOf(after).map((cell, index) =>
    cell === was[index] ? `  ${cell}` : styleText('green', `→ ${cell}`),
  );
  const repaired = seconds === undefined ? '–' : `${seconds.toFixed(1)} s`;
  const above = [
    styleText('bold', scenario.name),
    'was',
    ...was.map((cell) => `  ${cell}`),
    repaired,
  ];
  const below = ['', 'is', ...is, noteOf(scenario)];
  return above.map((cell, index) => `${cell}\n${below[index]}`);
}

function noteOf({ promise }: Scenario): string {
  if (promise.cannot) return styleText('yellow', 'needs you');
  return promise.writes.length === 0 ? 'untouched' : '';
}

function cellsOf({ encryption, publicAccessBlock, policy, readers }: Sight): string[] {
  return [
    encryptionWords(encryption),
    publicWords(publicAccessBlock.length),
    policyWords(policy),
    readers.owner,
    readers.plain,
    readers.anybody,
  ];
}

const algorithmWords: Record<string, string> = {
  AES256: 'SSE-S3',
  'aws:kms': 'SSE-KMS',
  'aws:kms:dsse': 'DSSE-KMS',
};

function encryptionWords(encryption: Sight['encryption']): string {
  if (!encryption) return 'none';
  const words = algorithmWords[encryption.algorithm] ?? encryption.algorithm;
  return encryption.key ? `${words} + key` : words;
}

function publicWords(on: number): string {
  if (on === 4) return 'all on';
  return on === 0 ? 'off' : `${on} of 4`;
}

/** How many statements, and whether the service's is one of them. */
function policyWords(policy: string | undefined): string {
  if (policy === undefined) return 'none';
  const { Statement } = JSON.parse(policy) as { Statement: { Sid?: string }[] };
  const own = Statement.filter(({ Sid }) => Sid !== 'DenyInsecureTransport').length;
  if (own === Statement.length) return `${own}`;
  return own === 0 ? 'TLS only' : `${own} + TLS only`;
}
