import { statementNodes } from './document.ts';
import { items, type JsonNode, MalformedPolicy, members, parseJson } from './json-tree.ts';
import type { PolicyText } from './text.ts';

const PRINCIPAL = /^(Not)?Principal$/;
const ACCOUNT_ROOT = /^arn:[^:]+:iam::(\d{12}):root$/;

/**
 * Whether two policy texts are one policy, printed twice: the order of keys, values and statements,
 * white space, a value or a list of just that, a raw boolean or its string, an account's id or the ARN of
 * its root as a principal make no difference. What is no JSON is the same only to the byte.
 */
export function samePolicy(left: PolicyText, right: PolicyText): boolean {
  if (left === right) return true;
  const normal = normalForm(left);
  return normal !== undefined && normal === normalForm(right);
}

/** Whether two policies have the same statements, whatever else is in them: S3 may add a Version. */
export function haveSameStatements(left: PolicyText, right: PolicyText): boolean {
  const [ours, theirs] = [statementForms(left), statementForms(right)];
  return ours.size === theirs.size && [...ours].every((statement) => theirs.has(statement));
}

/** Whether a policy has every statement that `after` has and `before` has not; not where there is none such. */
export function hasAdded(
  live: PolicyText,
  before: PolicyText | undefined,
  after: PolicyText,
): boolean {
  const [now, old] = [statementForms(live), statementForms(before)];
  const added = [...statementForms(after)].filter((statement) => !old.has(statement));
  return added.length > 0 && added.every((statement) => now.has(statement));
}

/** The statements of a policy in a fixed form; none where it is no policy. */
function statementForms(text: PolicyText | undefined): ReadonlySet<string> {
  if (text === undefined) return new Set();
  try {
    const nodes = statementNodes(parseJson(text));
    return new Set(nodes.map((node) => normalise(node, text)));
  } catch (error) {
    if (error instanceof MalformedPolicy) return new Set();
    throw error;
  }
}

function normalForm(text: PolicyText): string | undefined {
  try {
    return normalise(parseJson(text), text);
  } catch (error) {
    if (error instanceof MalformedPolicy) return undefined;
    throw error;
  }
}

/**
 * A value as text in a fixed order, made from the texts of its parts: to print parts again for each
 * comparison would take time with the square of a policy's length.
 */
function normalise(node: JsonNode, text: string, name = ''): string {
  if (node.type === 'array') {
    const normal = items(node).map((item) => normalise(item, text, name));
    const [only] = normal;
    return normal.length === 1 && only !== undefined ? only : `list[${normal.sort().join()}]`;
  }
  if (node.type === 'object') {
    const pairs = members(node).map((entry) => {
      const inner = PRINCIPAL.test(name) ? `Principal.${entry.name}` : entry.name;
      return `${JSON.stringify(entry.name)}:${normalise(entry.value, text, inner)}`;
    });
    return `object{${pairs.sort().join()}}`;
  }
  if (node.type === 'string') {
    if (PRINCIPAL.test(name) && node.value === '*') return 'object{"AWS":"*"}';
    // S3 gives the one back as the other.
    const value = name === 'Principal.AWS' ? node.value.replace(ACCOUNT_ROOT, '$1') : node.value;
    return JSON.stringify(value);
  }
  // The source keeps what a number would lose: 1.0, 1e3, sixteen digits. A boolean is as its string, as S3 has it.
  return JSON.stringify(text.slice(node.offset, node.offset + node.length));
}
