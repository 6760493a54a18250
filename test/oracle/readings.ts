/**
 * What AWS's documentation leaves open. A judgement has to be right under every reading: a test that
 * takes one of them for granted shares its assumptions with the code.
 */
export interface Reading {
  /** `Bool` takes "FALSE" for "false". */
  readonly boolIgnoresCase: boolean;
  /** `bool` is `Bool`. */
  readonly operatorsIgnoreCase: boolean;
  /** A set operator on a key of one value tests that value; otherwise it does not hold. */
  readonly setsTakeSingleValues: boolean;
  /** `*:*` and `s?:*` name actions of S3. */
  readonly wildcardsNameServices: boolean;
  /** An element of an unknown name is passed over; otherwise its statement applies to nothing. */
  readonly unknownElementsArePassedOver: boolean;
  /** `deny` is `Deny`. */
  readonly effectsIgnoreCase: boolean;
  /** `arn:aws:s3*` matches over the colons of an ARN. */
  readonly wildcardsCrossFields: boolean;
}

const QUESTIONS: readonly (keyof Reading)[] = [
  'boolIgnoresCase',
  'operatorsIgnoreCase',
  'setsTakeSingleValues',
  'wildcardsNameServices',
  'unknownElementsArePassedOver',
  'effectsIgnoreCase',
  'wildcardsCrossFields',
];

/** Every question answered alike, or each by a bit of a number. */
export function readingOf(answers: boolean | number): Reading {
  const answer = (index: number) =>
    typeof answers === 'boolean' ? answers : (answers & (1 << index)) !== 0;
  const entries = QUESTIONS.map((question, index) => [question, answer(index)]);
  return Object.fromEntries(entries) as Record<keyof Reading, boolean>;
}

/** Nothing counts that is not documented. */
export const STRICT = readingOf(false);

/** How many readings there are. */
export const READINGS = 2 ** QUESTIONS.length;
