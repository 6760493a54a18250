import { type ObstacleKind, obstacleFacts } from '../../model/obstacle.ts';
import type { Advice } from './advice-lines.ts';
import { idsOf } from './alert.ts';
import { deniedAdvice } from './denied-advice.ts';
import type { Alert } from './schema.ts';
import { enumerate } from './text.ts';

/** Of a policy that was deleted there is no document to keep. */
const DELETION_OVERWRITTEN = `A repair met a deletion of the policy and overwrote it, or may have; whether the policy should be gone, only a person can tell. Take out of it what should not be there. Bucket Warden looks again as soon as the policy is put.`;

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
    const text = `${enumerate(idsOf(controls))}: ${isDeletion ? DELETION_OVERWRITTEN : obstacleFacts(kind).advice}`;
    const command = commandFor(kind, alert);
    return [command === undefined ? { text } : { text, command }];
  });
  return [...advice, ...keptAs.map((id) => restoringAdvice(alert, id))];
}

/** The command that shows what stands in the way, where one does. */
function commandFor(kind: ObstacleKind, { bucket: { name, region } }: Alert): string[] | undefined {
  const { shownBy } = obstacleFacts(kind);
  if (shownBy === undefined) return undefined;
  if (shownBy === 'region') {
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
