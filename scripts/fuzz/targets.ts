import fc from 'fast-check';
import { checkMangledEvent, mangledEvent } from '../../test/core/events/mangled-event.ts';
import { policyArbitrary, tightPolicyArbitrary } from '../../test/core/policy/arbitrary-policy.ts';
import { checkPolicy, checkTightPolicy } from '../../test/core/policy/check-policy.ts';

/** Runs one property and says how it went. */
type Target = (
  options: { readonly seed: number; readonly numRuns: number },
  progress: () => void,
) => fc.RunDetails<unknown>;

/** What can be fuzzed, by the name that the command takes. The properties are those of the unit tests. */
export const TARGETS: Readonly<Record<string, Target>> = {
  policies: target(
    fc.oneof(
      { weight: 9, arbitrary: policyArbitrary.map((policy) => ({ policy, check: checkPolicy })) },
      {
        weight: 1,
        arbitrary: tightPolicyArbitrary.map((policy) => ({ policy, check: checkTightPolicy })),
      },
    ),
    ({ policy, check }) => check(policy),
  ),
  events: target(mangledEvent, checkMangledEvent),
};

function target<Input>(inputs: fc.Arbitrary<Input>, check: (input: Input) => unknown): Target {
  return (options, progress) =>
    fc.check(
      fc.property(inputs, (input) => {
        check(input);
        progress();
      }),
      options,
    ) as fc.RunDetails<unknown>;
}
