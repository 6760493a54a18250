import type { Price } from './prices.ts';

/** One line of the bill. */
export interface Line {
  readonly price: Price;
  /** What it is for. */
  readonly what: string;
  readonly quantity: number;
  readonly dollars: number;
}

export function line(price: Price, what: string, quantity: number): Line {
  return { price, what, quantity, dollars: (quantity / price.units) * price.dollars };
}

/** Sum in dollars. */
export function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}
