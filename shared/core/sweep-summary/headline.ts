import { counted, deafnesses, grouped, notCompliant } from './counts.ts';
import type { SweepMessage } from './schema.ts';

/** How the account stands after the sweep, in one line. */
export function headline(message: SweepMessage): string {
  const deaf = deafnesses(message);
  const also =
    deaf === 0
      ? ''
      : `; ${counted(deaf, 'thing')} ${deaf === 1 ? 'keeps' : 'keep'} it from hearing`;
  return `${startOf(message)}: ${stateOf(message)}${also}`;
}

function startOf({ mode, isFirst, buckets, incomplete }: SweepMessage): string {
  const end = incomplete
    ? ` given up after ${grouped(incomplete.counted)} of ${counted(buckets, 'bucket')}`
    : ' done';
  if (mode === 'by-settings') return `Sweep${end}`;
  if (!isFirst) return `Audit sweep${end}, nothing written`;
  return `First sweep${incomplete ? end : ''}, nothing written`;
}

function stateOf(message: SweepMessage): string {
  const { outcomes, incomplete } = message;
  const buckets = incomplete?.counted ?? message.buckets;
  if (buckets === 0) return incomplete ? 'nothing is known' : 'there are no buckets';
  const states = [
    state(notCompliant(message), 'is not compliant', 'are not compliant'),
    state(outcomes.unavailable, 'could not be read'),
    state(outcomes.fixed, 'was fixed', 'were fixed'),
  ].flat();
  if (states.length === 0) return quietStateOf(message);
  return states
    .map(({ count, what }, index) =>
      index === 0
        ? `${grouped(count)} of ${counted(buckets, 'bucket')} ${what}`
        : `${grouped(count)} ${what}`,
    )
    .join(', ');
}

function quietStateOf(message: SweepMessage): string {
  const { outcomes, incomplete } = message;
  const { compliant, exempt } = outcomes;
  const verb = compliant === 1 ? 'is' : 'are';
  if (compliant > 0 && nothingJudged(message)) {
    return `${counted(compliant, 'bucket')} ${verb} there, and none was judged: every control is off`;
  }
  if (compliant + exempt === 0) return 'none of them is left';
  const standing = `${counted(compliant, 'bucket')} ${verb} compliant`;
  if (exempt > 0) return `${standing}, ${grouped(exempt)} exempt`;
  return incomplete ? standing : `all ${standing}`;
}

function nothingJudged({ controls, shortened }: SweepMessage): boolean {
  return controls.length === 0 && shortened?.controls === undefined;
}

function state(count: number, one: string, several = one): { count: number; what: string }[] {
  return count === 0 ? [] : [{ count, what: count === 1 ? one : several }];
}
