import type { Obstacle } from '../control.ts';
import { FACET_WORDS } from '../facet-words.ts';
import { problemsOf } from './alert.ts';
import type { Alert, AlertCause, AlertControl } from './schema.ts';
import { enumerate, readableAgent } from './text.ts';

/** One thing to do next. */
export interface Advice {
  readonly text: string;
  /** A command line that helps with it, broken where it may be. */
  readonly command?: readonly string[];
}

const LOOKS_AGAIN = 'Bucket Warden looks again as soon as the policy is put.';

const OBSTACLE_ADVICE: Readonly<Record<Obstacle['kind'], string>> = {
  'policy-malformed': `The bucket policy could not be read as a policy, so nothing was added to it on a guess. Repair it and put it back. ${LOOKS_AGAIN}`,
  'policy-too-large': `With the missing statement the bucket policy would be larger than the 20 KB that S3 takes. Merge or drop statements to make room. ${LOOKS_AGAIN}`,
  'stale-principal': `The bucket policy names a user or role that was deleted, and S3 refuses to have such a policy written again. Remove or replace that principal. ${LOOKS_AGAIN}`,
  'public-policy-blocked': `The bucket policy is public while public policies are blocked, so S3 refuses to have it written again. Limit its public statements to the principals or networks that need them. ${LOOKS_AGAIN}`,
  'edit-overwritten': `An edit of the policy and a repair met, and nobody can tell which came last, or whether the edit is still wanted. Compare the document that is kept in the journal with the policy ("warden show" with the id above), and put back what is missing. ${LOOKS_AGAIN}`,
  'access-denied':
    "Bucket Warden's role was refused. The error above says by what: a Deny in the bucket policy, an organization's policy, or a permission that the role lacks. Let the role through; the next change of the bucket has it looked at again.",
  rejected:
    'S3 refused the new value itself; the error above says why. Put right what it names, or set what is missing by hand; the next change of the bucket has it looked at again.',
};

/** What the reader can do now, most urgent first. */
export function adviceOf(alert: Alert): Advice[] {
  return [
    ...obstacleAdvice(alert),
    ...slowedAdvice(alert),
    ...waitingAdvice(alert),
    ...auditAdvice(alert),
    ...fixedAdvice(alert),
  ];
}

function obstacleAdvice(alert: Alert): Advice[] {
  const blocked = alert.controls.filter((control) => control.obstacle);
  const kinds = new Set(blocked.flatMap(({ obstacle }) => (obstacle ? [obstacle.kind] : [])));
  const advice = [...kinds].map((kind) => {
    const about = enumerate(idsOf(blocked.filter(({ obstacle }) => obstacle?.kind === kind)));
    const text = `${about}: ${OBSTACLE_ADVICE[kind]}`;
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
  const keptAs = blocked.flatMap(({ obstacle }) => obstacle?.keptAs ?? []);
  return [...advice, ...[...new Set(keptAs)].map((id) => restoringAdvice(alert, id))];
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

function slowedAdvice(alert: Alert): Advice[] {
  const slowed = idsOf(alert.controls.filter(({ status }) => status === 'slowed'));
  if (slowed.length === 0) return [];
  // The newest is who did it this time.
  const culprit = alert.causes.map(culpritOf).findLast((name) => name !== undefined) ?? 'Somebody';
  return [
    {
      text: `${enumerate(slowed)}: ${culprit} keeps undoing the repair. Make the change at its source (its code, template or script), or have the control set to "audit" or "off". Until then Bucket Warden goes on repairing, but waits longer each time, up to 15 minutes; after a quiet hour it is quick again.`,
    },
  ];
}

/** Who made the call that undid a repair, by what they call themselves: a tool, a service, a role or user. */
function culpritOf(cause: AlertCause): string | undefined {
  if (cause.kind !== 'api-call') return undefined;
  const who = cause.actor.roleArn ?? cause.actor.arn ?? cause.actor.name;
  const agent = cause.userAgent === undefined ? '' : ` with ${readableAgent(cause.userAgent)}`;
  return `${toolOf(cause) ?? who}${toolOf(cause) === undefined ? agent : ` (${who})`}`;
}

function waitingAdvice(alert: Alert): Advice[] {
  const waiting = alert.controls.filter(({ status }) => status === 'unavailable');
  if (waiting.length === 0) return [];
  return [
    {
      text: `${enumerate(idsOf(waiting))}: S3 did not answer properly, and is asked again by itself. Nothing to do now; what keeps failing ends in the dead-letter queue, which raises an alarm.`,
    },
  ];
}

function auditAdvice(alert: Alert): Advice[] {
  const audited = idsOf(alert.controls.filter(({ status }) => status === 'audited'));
  if (audited.length === 0) return [];
  return [
    {
      text: `${enumerate(audited)}: nothing was written, because of audit mode. Make the change yourself, or set "enforce" in warden.config.ts to have it made.`,
    },
  ];
}

function fixedAdvice(alert: Alert): Advice[] {
  if (alert.changes.length === 0) return [];
  const fixed = enumerate(idsOf(alert.controls.filter(({ status }) => status === 'fixed')));
  const tool = alert.causes.map(toolOf).find((name) => name !== undefined);
  const effects = new Set(alert.changes.flatMap(({ facet }) => FACET_WORDS[facet].effect ?? []));
  return [
    ...(problemsOf(alert).every(({ status }) => status === 'fixed')
      ? [{ text: 'The bucket is as it should be: nothing has to be done to it.' }]
      : []),
    {
      text: tool
        ? `The call came through ${tool}: make the same change in its code, or its next run breaks the bucket again.`
        : 'If a script or template made the call, change it too, or its next run breaks the bucket again.',
    },
    ...[...effects].map((text) => ({ text })),
    {
      text: `If it was meant to be otherwise, talk to those who run Bucket Warden: the bucket can be exempted ("warden exempt"), or ${fixed} set to "audit" or "off" in warden.config.ts.`,
    },
  ];
}

/** The tool behind a call, where it overwrites by hand-made fixes at its next run. */
export function toolOf(cause: AlertCause): string | undefined {
  if (cause.kind !== 'api-call') return undefined;
  if (cause.actor.invokedBy?.startsWith('cloudformation.')) return 'CloudFormation';
  return /\b(Terraform|OpenTofu|Pulumi|Ansible|Crossplane)\b/i.exec(cause.userAgent ?? '')?.[1];
}

function idsOf(controls: readonly AlertControl[]): string[] {
  return controls.map((control) => control.id);
}
