import { CONTROLS } from '../../shared/controls/index.ts';
import type { AnyControl } from '../../shared/model/control.ts';
import { permissionsOf } from '../../shared/resources/control-needs.ts';

/** Needed to know the account, and to find its buckets. */
export const FIND_BUCKETS = ['sts:GetCallerIdentity', 's3:ListAllMyBuckets'];

/** Needed to find the deployed stack's journal, and to look back in it. */
export const READ_JOURNAL = [
  'sts:GetCallerIdentity',
  'cloudformation:DescribeStacks',
  'dynamodb:GetItem',
  'dynamodb:Query (on the table and its index)',
];

/** Needed to know what is exempt by its tag. */
export const TAGS = 's3:GetBucketTagging (with exemptByTag)';

/** Wanted, beside what the controls need, to know what is exempt. */
export const EXEMPTIONS = [
  'cloudformation:DescribeStacks (to know what `warden exempt` exempted)',
  'dynamodb:Query (likewise, on the index of the journal)',
  TAGS,
];

/** What the controls need on the buckets, to judge them or to repair them too. */
export function controlActions(kind: 'read' | 'write'): string[] {
  return [
    ...new Set(
      (CONTROLS as readonly AnyControl[]).flatMap((control) => permissionsOf(control)[kind]),
    ),
  ];
}

/** Needed to tell people at once of what is exempt; without it the service tells them later. */
export const TELL = 'sns:Publish (on the topics; without it the service tells people later)';

/** The end of a command's help: the IAM actions that it calls. */
export function permissionsHelp(...actions: readonly string[]): string {
  return `\nPermissions needed:\n${actions.map((action) => `  ${action}`).join('\n')}`;
}
