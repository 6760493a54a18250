import type { Obstacle } from '../control.ts';
import type { Advice } from './advice-lines.ts';
import { idsOf } from './alert.ts';
import { deniedAdvice } from './denied-advice.ts';
import type { Alert } from './schema.ts';
import { enumerate } from './text.ts';

const LOOKS_AGAIN = 'Bucket Warden looks again as soon as the policy is put.';

const NEXT_CHANGE = 'the next change of the bucket has it looked at again.';

const OBSTACLE_ADVICE: Readonly<Record<Exclude<Obstacle['kind'], 'access-denied'>, string>> = {
  'policy-malformed': `The bucket policy could not be read as a policy, so nothing was added to it on a guess. Repair it and put it back. ${LOOKS_AGAIN}`,
  'policy-too-large': `With the missing statement the bucket policy would be larger than the 20 KB that S3 takes. Merge or drop statements to make room. ${LOOKS_AGAIN}`,
  'stale-principal': `The bucket policy names a user or role that was deleted, and S3 refuses to have such a policy written again. Remove or replace that principal. ${LOOKS_AGAIN}`,
  'public-policy-blocked': `The bucket policy is public while public policies are blocked, so S3 refuses to have it written again. Limit its public statements to the principals or networks that need them. ${LOOKS_AGAIN}`,
  'edit-overwritten': `A repair met an edit of the policy and overwrote it, or may have; whether the edit is still wanted, only a person can tell. Compare the document that is kept in the journal ("warden show" with the id above) with the policy, and put back what is missing. ${LOOKS_AGAIN}`,
  'edit-unconfirmed': `A message told of an edit that a repair would have overwritten, and CloudTrail does not confirm that it was ever made. Nothing of it is put back. If nobody of yours made it, find out who may send messages to the events queue, invoke the function or change the rules of the service: SECURITY.md says what each can do. The document is kept in the journal for evidence.`,
  'stale-read': `What S3 gives is not what the last event says was put, and it stayed so when it was read again several times. Nothing was written on top of it. Compare the bucket with what was put, and put it again if it is missing: the next change of the bucket, or the next sweep, has it looked at again.`,
  'credentials-refused': `S3 does not take the credentials of Bucket Warden's role in this Region. Either the Region is not enabled for the account, as the command below tells: enable it. Or the credentials are a token of version 1, which opt-in Regions do not take: let them come from a Regional endpoint of STS, or have its global endpoint give out version 2. Another try does not help; ${NEXT_CHANGE}`,
  'call-refused': `S3 does not answer this call for this bucket, so the bucket cannot be judged. The error above says why; another try does not help. Set what is missing by hand, or exempt the bucket; ${NEXT_CHANGE}`,
  rejected: `S3 refused the new value itself; the error above says why. Put right what it names, or set what is missing by hand; ${NEXT_CHANGE}`,
};

/** Of a policy that was deleted there is no document to keep. */
const DELETION_OVERWRITTEN = `A repair met a deletion of the policy and overwrote it, or may have; whether the policy should be gone, only a person can tell. Take out of it what should not be there. ${LOOKS_AGAIN}`;

/** What to do about each kind of obstacle, and how to put back what is kept. */
export function obstacleAdvice(alert: Alert): Advice[] {
  const blocked = alert.controls.filter((control) => control.obstacle);
  // What CloudTrail does not confirm is never offered to be written.
  const offered = blocked.filter(({ obstacle }) => obstacle?.kind !== 'edit-unconfirmed');
  const keptAs = [...new Set(offered.flatMap(({ obstacle }) => obstacle?.keptAs ?? []))];
  const byKind = Map.groupBy(blocked, ({ obstacle }) => obstacle?.kind);
  const advice = [...byKind].flatMap(([kind, controls]) => {
    if (kind === undefined) return [];
    if (kind === 'access-denied') return deniedAdvice(controls);
    const isDeletion = kind === 'edit-overwritten' && keptAs.length === 0;
    const text = `${enumerate(idsOf(controls))}: ${isDeletion ? DELETION_OVERWRITTEN : OBSTACLE_ADVICE[kind]}`;
    const command = commandFor(kind, alert);
    return [command === undefined ? { text } : { text, command }];
  });
  return [...advice, ...keptAs.map((id) => restoringAdvice(alert, id))];
}

/** Reading the policy would help with none of these. */
const WITHOUT_COMMAND = new Set<Obstacle['kind']>(['rejected', 'call-refused', 'edit-unconfirmed']);

/** The command that shows what stands in the way, where one does. */
function commandFor(
  kind: Exclude<Obstacle['kind'], 'access-denied'>,
  { bucket: { name, region } }: Alert,
): string[] | undefined {
  if (WITHOUT_COMMAND.has(kind)) return undefined;
  if (kind === 'credentials-refused') {
    return ['aws account get-region-opt-status', `  --region-name ${region}`];
  }
  return [
    'aws s3api get-bucket-policy --query Policy --output text',
    `  --region ${region}`,
    `  --bucket ${name}`,
  ];
}

/** How to put back, to the byte, a document that may have been overwritten. */
function restoringAdvice({ bucket: { name, region } }: Alert, id: string): Advice {
  return {
    text: `To put back the document that is kept as ${id} in place of the policy:`,
    command: [
      'aws s3api put-bucket-policy',
      `  --region ${region}`,
      `  --bucket ${name}`,
      `  --policy "$(warden show ${id} --after)"`,
    ],
  };
}
