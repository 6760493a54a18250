/** Whether something is so; `unsure` where AWS's documentation or the request's unknown parts do not decide it. */
export type Certainty = 'yes' | 'no' | 'unsure';

/** Whether all are so: one `no` settles it. */
export function allOf(parts: readonly Certainty[]): Certainty {
  if (parts.includes('no')) return 'no';
  return parts.includes('unsure') ? 'unsure' : 'yes';
}

/** Whether any is so: one `yes` settles it. */
export function anyOf(parts: readonly Certainty[]): Certainty {
  if (parts.includes('yes')) return 'yes';
  return parts.includes('unsure') ? 'unsure' : 'no';
}
