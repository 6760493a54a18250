import { styleText } from 'node:util';
import type { Mail } from '../../local/mailbox.ts';
import type { LocalAws } from '../../local/start.ts';
import { promisesOf } from './check.ts';
import type { Act } from './perform.ts';
import { isBroken } from './promised.ts';
import { slackLines } from './slack.ts';
import type { SweepPromise } from './sweep.ts';
import { tableOf } from './table.ts';
import { framed, heading } from './text.ts';

const print = (text = '') => process.stdout.write(`${text}\n`);

export function printIntroduction(buckets: number): void {
  print(`${styleText('bold', 'Bucket Warden')}: ${buckets} S3 buckets drift, and are put right.

Everything happens on this machine: MiniStack plays AWS, the real CDK CLI deploys the service to it.
Settings are those of scripts/demo/warden.config.ts: encryption at least SSE-KMS, and a bucket is left
to its owner for 2 seconds before it is looked at (5 by default).
`);
}

/** Prints what there is to see. Returns whether every promise was kept. */
export function printOutcome(
  acts: readonly Act[],
  swept: readonly SweepPromise[],
  mails: readonly Mail[],
  tookSeconds: number,
): boolean {
  print(heading('Before and after'));
  print(tableOf(acts.map((act) => ({ ...act, ...act.evidence }))));
  print(`"owner" and "anybody" say who got the object in the bucket: its owner, an IAM user that may do anything with
S3, over TLS and over plain HTTP, and anybody without credentials. "5 + TLS only" are the owner's five statements
as they were, and the one that denies plain HTTP. The seconds count from the bucket's first call to its last repair,
old-bucket's from what AWS Config said; 2 of them are the wait. stale-principal needs its owner: S3 takes no policy
that names a deleted role, so plain HTTP stays open until it is taken out.`);
  printAlerts(acts, mails);
  printSummary(mails);
  return printVerdict(acts, swept, tookSeconds);
}

function printAlerts(acts: readonly Act[], mails: readonly Mail[]): void {
  const [mail] = mails
    .filter(({ subject }) => subject.includes('public-policy'))
    .sort((one, other) => other.body.length - one.body.length);
  if (mail) {
    print(heading('An alert as mail: somebody opened a bucket to the world'));
    print(mailLines(mail));
  }
  const chat = acts.find(({ scenario }) => scenario.promise.cannot)?.chats[0];
  if (chat) {
    print(heading('An alert in Slack: a bucket that needs a person'));
    print(slackLines(chat, 100).join('\n'));
  }
}

function printSummary(mails: readonly Mail[]): void {
  const mail = mails.find(({ subject }) => subject.includes('Sweep done'));
  if (mail === undefined) return;
  print(heading('The whole account: a sweep finds what no event told of'));
  print(mailLines(mail));
}

function mailLines({ subject, body }: Mail): string {
  const head = ['From:    Bucket Warden <no-reply@sns.amazonaws.com>', `Subject: ${subject}`];
  return framed('mail', [...head, '', ...body.trimEnd().split('\n')]);
}

function printVerdict(
  acts: readonly Act[],
  swept: readonly SweepPromise[],
  tookSeconds: number,
): boolean {
  print(heading('Read back by the demo on its own'));
  const promises = acts
    .flatMap(({ scenario, evidence }) =>
      promisesOf(scenario, evidence).map((promised) => ({ ...promised, bucket: scenario.name })),
    )
    .concat(swept);
  const broken = promises.filter(isBroken);
  for (const { bucket, about, promised, found } of broken) {
    print(`${styleText('red', '✘')} ${styleText('bold', bucket)}: ${about}`);
    print(`    promised ${promised}`);
    print(`    found    ${found}`);
  }
  const kept = `${promises.length - broken.length} of ${promises.length}`;
  const mark = broken.length === 0 ? styleText('green', '✔') : styleText('red', '✘');
  print(`${mark} ${kept} promises kept: settings, readers, owners' statements, writes and alerts.`);
  print(styleText('dim', `  ${tookSeconds.toFixed(0)} seconds in all.`));
  return broken.length === 0;
}

export function printKept({ endpoint, caBundle, region }: LocalAws): void {
  print(heading('Still running, until Ctrl-C'));
  print(`In another terminal, with the AWS CLI:

  export AWS_ENDPOINT_URL=${endpoint} AWS_CA_BUNDLE=${caBundle}
  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=${region}
  aws s3api create-bucket --bucket my-bucket
  sleep 6; aws s3api get-bucket-policy --bucket my-bucket
`);
}

/** The function's log lines that warn or worse, in short. */
export function printComplaints(logs: readonly string[]): void {
  const complaints = logs.flatMap((line) => complaintIn(line) ?? []);
  if (complaints.length === 0) return;
  print(heading('What the function complained about'));
  print(complaints.slice(-20).join('\n'));
}

function complaintIn(line: string): string | undefined {
  if (!line.startsWith('{')) return /\bError\b/.test(line) ? line.trimEnd() : undefined;
  const { level, message, reason, error } = JSON.parse(line);
  if (!['WARN', 'ERROR', 'CRITICAL'].includes(level)) return undefined;
  return [level, message, reason, error?.message].filter(Boolean).join(': ');
}
