/** Stands for a time that no field told: old enough that nobody takes it for a real one. */
export const UNKNOWN_TIME = '1970-01-01T00:00:00Z';

const ISO_IN_UTC =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?)(?:Z|[+-]00:?00)?$/i;

/** The first of the candidates that is a time in UTC, as ISO 8601. */
export function firstTime(...candidates: (string | undefined)[]): string {
  for (const candidate of candidates) {
    const match = ISO_IN_UTC.exec(candidate ?? '');
    if (match) return `${match[1]}T${match[2]}Z`;
  }
  return UNKNOWN_TIME;
}
