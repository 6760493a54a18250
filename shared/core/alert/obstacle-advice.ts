import type { Obstacle } from '../control.ts';
import type { Advice } from './advice-lines.ts';
import { idsOf } from './alert.ts';
import type { Alert } from './schema.ts';
import { enumerate } from './text.ts';

const LOOKS_AGAIN = 'Bucket Warden looks again as soon as the policy is put.';

const OBSTACLE_ADVICE: Readonly<Record<Obstacle['kind'], string>> = {
  'policy-malformed': `The bucket policy could not be read as a policy, so nothing was added to it on a guess. Repair it and put it back. ${LOOKS_AGAIN}`,
  'policy-too-large': `With the missing statement the bucket policy would be larger than the 20 KB that S3 takes. Merge or drop statements to make room. ${LOOKS_AGAIN}`,
  'stale-principal': `The bucket policy names a user or role that was deleted, and S3 refuses to have such a policy written again. Remove or replace that principal. ${LOOKS_AGAIN}`,
  'public-policy-blocked': `The bucket policy is public while public policies are blocked, so S3 refuses to have it written again. Limit its public statements to the principals or networks that need them. ${LOOKS_AGAIN}`,
  'edit-overwritten': `A repair met an edit of the policy and overwrote it, or may have; whether the edit is still wanted, only a person can tell. Compare the document that is kept in the journal ("warden show" with the id above) with the policy, and put back what is missing. ${LOOKS_AGAIN}`,
  'access-denied':
    "Bucket Warden's role was refused. The error above says by what: a Deny in the bucket policy, an organization's policy, or a permission that the role lacks. Let the role through; the next change of the bucket has it looked at again.",
  rejected:
    'S3 refused the new value itself; the error above says why. Put right what it names, or set what is missing by hand; the next change of the bucket has it looked at again.',
};

/** Of a policy that was deleted there is no document to keep. */
const DELETION_OVERWRITTEN = `A repair met a deletion of the policy and overwrote it, or may have; whether the policy should be gone, only a person can tell. Take out of it what should not be there. ${LOOKS_AGAIN}`;

/** What to do about each kind of obstacle, and how to put back what is kept. */
export function obstacleAdvice(alert: Alert): Advice[] {
  const blocked = alert.controls.filter((control) => control.obstacle);
  const kinds = new Set(blocked.flatMap(({ obstacle }) => (obstacle ? [obstacle.kind] : [])));
  const keptAs = [...new Set(blocked.flatMap(({ obstacle }) => obstacle?.keptAs ?? []))];
  const advice = [...kinds].map((kind) => {
    const about = enumerate(idsOf(blocked.filter(({ obstacle }) => obstacle?.kind === kind)));
    const isDeletion = kind === 'edit-overwritten' && keptAs.length === 0;
    const text = `${about}: ${isDeletion ? DELETION_OVERWRITTEN : OBSTACLE_ADVICE[kind]}`;
    if (kind === 'access-denied' || kind === 'rejected') return { text };
    const { name, region } = alert.bucket;
    return {
      text,
      command: [
        'aws s3api get-bucket-policy --query Policy --output text',
        `  --region ${region}`,
        `  --bucket ${name}`,
      ],
    };
  });
  return [...advice, ...keptAs.map((id) => restoringAdvice(alert, id))];
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
