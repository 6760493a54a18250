import type { Price } from '../costs/prices.ts';

const MILLION = 1_000_000;

/** As in `$1,234.50`. */
export function dollars(amount: number): string {
  const options = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `$${amount.toLocaleString('en-US', options)}`;
}

/** As in `1,234`; small numbers with as many places as say something. */
export function count(value: number): string {
  const options = value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value.toLocaleString('en-US', options);
}

/** As in `$0.40 / million`. */
export function unitPrice({ dollars: price, units }: Price): string {
  const of = { 1: '', [MILLION]: ' / million' }[units] ?? ` / ${count(units)}`;
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 4 };
  return `$${price.toLocaleString('en-US', digits)}${of}`;
}

/** A table in Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rowOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [rowOf(head), `|${'---|'.repeat(head.length)}`, ...rows.map(rowOf)].join('\n');
}
