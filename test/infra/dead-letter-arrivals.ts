/** What the alarms on dead letters compute. */
export const ARRIVED = 'MAX([FILL(sent, 0), DIFF(FILL(visible, 0))])';

/** The expression by CloudWatch's rules, period by period; before the first one nothing is known. */
export function arrivals({
  sent,
  visible,
}: {
  readonly sent: readonly (number | undefined)[];
  readonly visible: readonly (number | undefined)[];
}): number[] {
  const filled = visible.map((value) => value ?? 0);
  return sent.map((value, at) => {
    const before = filled[at - 1];
    const grown = before === undefined ? 0 : (filled[at] ?? 0) - before;
    return Math.max(value ?? 0, grown);
  });
}
