import type { SweepMessage } from './schema.ts';

type Counted = Pick<SweepMessage, 'controls' | 'outcomes' | 'worst'>;
type Status = Exclude<keyof SweepMessage['controls'][number], 'id'>;

/** How often controls found a bucket so. */
export function found({ controls }: Pick<SweepMessage, 'controls'>, ...statuses: Status[]): number {
  return controls.reduce(
    (sum, control) => sum + statuses.reduce((part, status) => part + control[status], 0),
    0,
  );
}

/**
 * Buckets that are not as they should be. A bucket of which one finding was fixed and another was not
 * has the outcome `fixed`: it is counted where it is among the worst.
 */
export function notCompliant({ outcomes, worst }: Pick<Counted, 'outcomes' | 'worst'>): number {
  const open = worst.filter(({ status }) => status !== 'unavailable');
  const byOutcome = outcomes.audited + outcomes.blocked + outcomes.slowed;
  return Math.max(byOutcome, new Set(open.map(({ bucket }) => bucket)).size);
}

/** Whether there is nothing to tell but that all is well. */
export function isQuiet(message: SweepMessage): boolean {
  const { outcomes, expiring, unforwarded, isFirst, mode } = message;
  const isFirstAudit = isFirst && mode === 'audit';
  const open = notCompliant(message) + outcomes.fixed + outcomes.unavailable;
  return open + expiring.length + unforwarded.length === 0 && !isFirstAudit;
}

/** `1,204`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 bucket`, `1,204 buckets`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
