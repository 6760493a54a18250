/** Width that every mail client shows without wrapping. */
const WIDTH = 80;

/** One line of printable text: control and formatting characters could forge lines of a mail. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim();
}

/** At most `longest` UTF-16 units, with a mark where something was cut. */
export function clip(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 3).toWellFormed()}...`;
}

/**
 * Breaks text at spaces into lines of at most 80 columns. A word that is longer, such as an ARN,
 * stands on a line of its own.
 * @param first what the first line starts with
 * @param rest what every other line starts with
 */
export function wrap(text: string, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of clean(text).split(/ +/)) {
    if (!empty && columns(line) + 1 + columns(word) > WIDTH) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line = empty ? line + word : `${line} ${word}`;
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** `2026-11-21T02:13:07.123Z` as people read it. */
export function readableTime(time: string): string {
  return clean(time).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');
}

// What AWS SDKs say of themselves beside their name: their own version, system, language and features.
const SDK_DETAIL = /^(?:ua|os|lang|md|api|m|cfg|exec-env|ft|app|internal)[/#]/;

/** A user agent without the brackets that CloudTrail puts around it for S3, and without the SDK's details. */
export function readableAgent(userAgent: string): string {
  const bare = userAgent.replace(/^\[(.*)\]$/s, '$1');
  const told = bare.split(' ').filter((word) => !SDK_DETAIL.test(word));
  return told.length > 0 ? told.join(' ') : bare;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function columns(text: string): number {
  return [...text].length;
}
