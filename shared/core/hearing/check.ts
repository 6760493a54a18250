/** What came out of looking at one thing. */
export interface Check {
  /** `optional`: not there, and not needed. `unknown`: it could not be looked at. */
  readonly state: 'good' | 'bad' | 'unknown' | 'optional';
  readonly text: string;
  /** What to do now. */
  readonly advice?: string;
}

/** Something that keeps the service from hearing, or could not be looked at: what a sweep tells of its checks. */
export interface HearingFinding {
  readonly state: 'deaf' | 'unchecked';
  readonly text: string;
  readonly advice?: string | undefined;
}

/** What there is to tell of checks: not what is well. */
export function hearingFindings(checks: readonly Check[]): HearingFinding[] {
  return checks.flatMap(({ state, text, advice }) => {
    if (state !== 'bad' && state !== 'unknown') return [];
    return [{ state: state === 'bad' ? 'deaf' : 'unchecked', text, ...(advice && { advice }) }];
  });
}
