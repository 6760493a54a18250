/**
 * Whether an IAM pattern, with `*` for any characters and `?` for one, matches the whole text.
 * Case counts: lower both for actions. Takes at most as many steps as pattern times text has characters:
 * linear in a pattern from outside, since the texts are names of a bucket, an action or a value.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let starText = 0;
  let i = 0;
  while (i < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      starText = i;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++starText;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/**
 * Whether a pattern matches every text that starts with a prefix, the prefix itself included.
 * Exact: a pattern that matches the prefix and goes on matching whatever follows ends in a `*`,
 * wherever in its last run of wildcards that `*` stands.
 */
export function coversPrefix(pattern: string, prefix: string): boolean {
  let at = pattern.length - 1;
  while (pattern[at] === '?') at--;
  return pattern[at] === '*' && matchesWildcard(pattern, prefix);
}

/** Whether a value holds a wildcard or a policy variable, so that it stands for more than itself. */
export function isVariable(value: string): boolean {
  return value.includes('*') || value.includes('?') || hasPolicyVariable(value);
}

/** Whether a value holds a policy variable, whose value only the request knows. */
export function hasPolicyVariable(value: string): boolean {
  return value.includes('${');
}
