/** Whether everything that `wanted` says is in `value` too. */
export function covers(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(wanted) !== Array.isArray(value)) return false;
  if (Array.isArray(wanted) && wanted.length !== (value as unknown[]).length) return false;
  return Object.entries(wanted).every(
    ([key, part]) =>
      part === undefined ||
      (Object.hasOwn(value, key) && covers((value as Record<string, unknown>)[key], part)),
  );
}
