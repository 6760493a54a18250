/** One thing that was promised of a bucket, and what was found of it, in comparable words. */
export interface Promised {
  about: string;
  promised: string;
  found: string;
}

export function isBroken({ promised, found }: Promised): boolean {
  return promised !== found;
}
