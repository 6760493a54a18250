import { ASSUMPTIONS, type Assumptions } from './assumptions.ts';
import { costsOf } from './compute.ts';
import { type Line, line } from './line.ts';
import { reconcilesOf } from './look-lines.ts';
import { MEASURED } from './measured.ts';
import { CONFIG_EVALUATION_TIERS, ELSEWHERE_PRICES, PRICES } from './prices.ts';

/** What other services bill where the account has them, because of what this one does. */
export function elsewhereOf(buckets: number, assumptions: Assumptions = ASSUMPTIONS): Line[] {
  // Every call about a bucket is a management event.
  const calls = costsOf(buckets, assumptions)
    .filter(({ price }) => price === PRICES.s3Reads || price === PRICES.s3Writes)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  const { compliant, broken } = reconcilesOf(buckets, assumptions);
  const repairs = broken * MEASURED.settingsWritten.value;
  const evaluations = (compliant + broken + repairs) * MEASURED.configRules.value;
  const { guarddutyEvents, furtherTrailEvents, configItems, configEvaluations } = ELSEWHERE_PRICES;
  return [
    line(guarddutyEvents, 'reads and writes of settings', calls),
    line(furtherTrailEvents, 'reads and writes of settings', calls),
    line(configItems, 'repairs', repairs),
    {
      price: configEvaluations,
      what: 'events and repairs',
      quantity: evaluations,
      dollars: evaluationDollars(evaluations),
    },
    line(ELSEWHERE_PRICES.crossRegionEvents, 'if all buckets are elsewhere', compliant + broken),
  ];
}

/** Each tier bills what is above its beginning, up to the next one's. */
export function evaluationDollars(evaluations: number): number {
  return CONFIG_EVALUATION_TIERS.reduce((sum, { from, dollars }, index) => {
    const end = CONFIG_EVALUATION_TIERS[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    return sum + Math.max(0, Math.min(evaluations, end) - from) * dollars;
  }, 0);
}
