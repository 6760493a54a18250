import type { Check } from '../../core/hearing/check.ts';
import { describeError, isDenied } from '../errors.ts';

/**
 * Looks at one thing; what cannot be looked at is said, and never ends the others.
 * @param ifDenied what to do where the call is denied.
 */
export async function attempt(
  about: string,
  look: () => Promise<Check[]>,
  ifDenied = 'let these credentials do it: --help lists the permissions',
): Promise<Check[]> {
  try {
    return await look();
  } catch (error) {
    const advice = isDenied(error) ? ifDenied : 'try again, or look by hand';
    return [
      { state: 'unknown', text: `${about}: cannot be told (${describeError(error)})`, advice },
    ];
  }
}
