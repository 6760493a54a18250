import type { SweepMessage } from './schema.ts';

type Status = Exclude<keyof SweepMessage['controls'][number], 'id'>;

/** How often controls found a bucket so. */
export function found({ controls }: Pick<SweepMessage, 'controls'>, ...statuses: Status[]): number {
  return controls.reduce(
    (sum, control) => sum + statuses.reduce((part, status) => part + control[status], 0),
    0,
  );
}

/** Buckets that are not as they should be. */
export function notCompliant({ outcomes }: Pick<SweepMessage, 'outcomes'>): number {
  return outcomes.audited + outcomes.blocked + outcomes.slowed;
}

/** What keeps the service from hearing. */
export function deafnesses({ hearing, shortened }: SweepMessage): number {
  const told = hearing.filter(({ state }) => state === 'deaf').length;
  return told + (told > 0 ? (shortened?.hearing ?? 0) : 0);
}

/** Whether there is nothing to tell but that all is well. */
export function isQuiet(message: SweepMessage): boolean {
  const { outcomes, expiring, unforwarded, hearing, isFirst, mode, incomplete } = message;
  const isFirstAudit = isFirst && mode === 'audit';
  if (isFirstAudit || incomplete) return false;
  const open = notCompliant(message) + outcomes.fixed + outcomes.unavailable;
  return open + expiring.length + unforwarded.length + hearing.length === 0;
}

/** `1,204`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 bucket`, `1,204 buckets`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
