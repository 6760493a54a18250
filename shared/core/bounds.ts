/**
 * CloudTrail's largest event has 256 KiB. What is larger is none, and reading it would take time that the other
 * messages of its batch need.
 */
const MOST_CHARACTERS_OF_EVENT = 300_000;

/** The deepest request of S3 nests about a dozen levels. Whatever walks a value step by step overflows at thousands. */
const MOST_LEVELS = 100;

const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST, QUOTE, BACKSLASH] = [...'{}[]"\\'].map(
  (character) => character.charCodeAt(0),
);

/** JSON that is too large or nested too deep for anything to be read from it. */
export class BeyondBoundsError extends Error {
  override readonly name = 'BeyondBoundsError';
}

/**
 * Checks the size and depth of JSON text in one pass, before anything else reads it.
 * @param what the text is, for the error
 * @throws {BeyondBoundsError} where it is too large or nested too deep.
 */
export function requireWithinBounds(
  json: string,
  what: string,
  mostCharacters = MOST_CHARACTERS_OF_EVENT,
): void {
  if (json.length > mostCharacters) {
    throw new BeyondBoundsError(
      `${what} has ${json.length} characters: more than ${mostCharacters} are not read`,
    );
  }
  if (isDeeper(json)) {
    throw new BeyondBoundsError(
      `${what} is nested too deep: more than ${MOST_LEVELS} levels are not read`,
    );
  }
}

/** Brackets within strings nest nothing. Text that is no JSON may be called too deep: neither can be read. */
function isDeeper(json: string): boolean {
  let levels = 0;
  let isString = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (isString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isString = false;
    } else if (code === QUOTE) isString = true;
    else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      levels += 1;
      if (levels > MOST_LEVELS) return true;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) levels -= 1;
  }
  return false;
}
