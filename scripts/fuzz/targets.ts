import fc from 'fast-check';
import { checkMangledEvent, mangledEvent } from '../../test/core/events/mangled-event.ts';
import { checkPoisonedMessage, poisonedMessage } from '../../test/core/events/poisoned-message.ts';
import { policyArbitrary, tightPolicyArbitrary } from '../../test/core/policy/arbitrary-policy.ts';
import { checkPolicy, checkTightPolicy } from '../../test/core/policy/check-policy.ts';
import { checkGrowth, type LongPolicy, longPolicy } from '../../test/core/policy/long-policy.ts';

/** The smallest input that a target fails on. */
interface Counterexample {
  readonly afterRuns: number;
  /** As JSON, as it can be put into a test. */
  readonly input: string;
  readonly error: unknown;
}

/** What can be fuzzed. */
export interface Target {
  /** Runs one property; undefined where it held. */
  run(
    options: { readonly seed: number; readonly numRuns: number },
    progress: () => void,
  ): Counterexample | undefined;
  /** Of how many runs that are asked for one is made: some take thousands of times as long as others. */
  readonly oneIn: number;
  /** What was measured, for people. */
  summary?(): string;
}

/** What can be fuzzed, by the name that the command takes. The properties are those of the unit tests. */
export const TARGETS: ReadonlyMap<string, Target> = new Map([
  [
    'policies',
    target(
      fc.oneof(
        { weight: 9, arbitrary: policyArbitrary.map((policy) => ({ policy, tight: false })) },
        { weight: 1, arbitrary: tightPolicyArbitrary.map((policy) => ({ policy, tight: true })) },
      ),
      ({ policy, tight }) => (tight ? checkTightPolicy(policy) : checkPolicy(policy)),
      ({ policy }) => policy,
    ),
  ],
  ['events', target(mangledEvent, checkMangledEvent, (event) => event)],
  ['growth', growth()],
  ['poison', target(poisonedMessage, checkPoisonedMessage, (body) => body)],
]);

function target<Input>(
  inputs: fc.Arbitrary<Input>,
  check: (input: Input) => unknown,
  show: (input: Input) => unknown,
): Target {
  return {
    oneIn: 1,
    run: (options, progress) => {
      const property = fc.property(inputs, (input) => {
        check(input);
        progress();
      });
      const { counterexample, numRuns, errorInstance } = fc.check(property, options);
      if (counterexample === null) return undefined;
      return {
        afterRuns: numRuns,
        input: JSON.stringify(show(counterexample[0]), null, 2),
        error: errorInstance,
      };
    },
  };
}

/** Time against length: what grew most is told, and more than in step with the length fails. */
function growth(): Target {
  let most = { growth: 0, where: '' };
  const check = (policy: LongPolicy) => {
    const grown = checkGrowth(policy);
    if (grown > most.growth) most = { growth: grown, where: JSON.stringify(policy) };
  };
  return {
    ...target(longPolicy, check, (policy) => policy),
    oneIn: 500,
    summary: () =>
      most.growth === 0
        ? 'nothing took long enough to be compared'
        : `16 times the length took at most ${most.growth.toFixed(0)} times as long, on ${most.where}`,
  };
}
