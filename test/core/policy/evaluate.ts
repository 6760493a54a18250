/**
 * An oracle of IAM's semantics for one bucket policy, written apart from the code it checks: plain JSON,
 * regular expressions, and one request at a time. After "Policy evaluation logic" and "Condition
 * operators" in the IAM user guide. A statement that IAM does not define applies to nothing.
 */

export interface Request {
  /** Nobody, an IAM identity by its ARN, or a service. */
  readonly principal:
    | { readonly type: 'anonymous' }
    | { readonly type: 'AWS'; readonly arn: string }
    | { readonly type: 'Service'; readonly name: string };
  readonly action: string;
  readonly resource: string;
  /** Values by condition key in lower case. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export type Decision = 'allow' | 'deny' | 'implicit';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

/** What a policy's text decides on a request; other policies aside. */
export function evaluate(text: string, request: Request): Decision {
  return evaluateAll(text, [request])[0] ?? 'implicit';
}

export function evaluateAll(text: string, requests: readonly Request[]): readonly Decision[] {
  const policy = JSON.parse(text) as JsonObject;
  const variables = policy['Version'] === '2012-10-17';
  const statements = listOf(policy['Statement']).filter(isObject).filter(isDefined);
  return requests.map((request) => {
    const effects = statements
      .filter((statement) => applies(statement, request, variables))
      .map((statement) => statement['Effect']);
    if (effects.includes('Deny')) return 'deny';
    return effects.includes('Allow') ? 'allow' : 'implicit';
  });
}

function isDefined(statement: JsonObject): boolean {
  const elements = /^(Sid|Effect|(Not)?(Principal|Action|Resource)|Condition)$/;
  return (
    Object.keys(statement).every((name) => elements.test(name)) &&
    ['Principal', 'Action', 'Resource'].every(
      (name) => name in statement !== `Not${name}` in statement,
    )
  );
}

function applies(statement: JsonObject, request: Request, variables: boolean): boolean {
  const resolve = (value: string) =>
    variables ? resolveVariables(value, request) : literal(value);
  const names = (values: Json | undefined, text: string, flags = '') =>
    stringsOf(values).some((value) => {
      const pattern = resolve(value);
      return pattern !== undefined && glob(pattern, flags).test(text);
    });
  const holds = (name: string, test: (values: Json | undefined) => boolean) =>
    name in statement ? test(statement[name]) : !test(statement[`Not${name}`]);
  return (
    holds('Principal', (values) => namesPrincipal(values, request.principal)) &&
    holds('Action', (values) => names(values, request.action, 'i')) &&
    holds('Resource', (values) => names(values, request.resource)) &&
    conditionHolds(statement['Condition'], request, resolve)
  );
}

function namesPrincipal(element: Json | undefined, principal: Request['principal']): boolean {
  if (element === '*') return true;
  if (!isObject(element)) return false;
  const aws = stringsOf(element['AWS']);
  if (aws.includes('*')) return true;
  if (principal.type === 'Service') return stringsOf(element['Service']).includes(principal.name);
  if (principal.type === 'anonymous') return false;
  const account = principal.arn.split(':')[4];
  return aws.some(
    (name) =>
      name === principal.arn ||
      name === account ||
      (name.endsWith(':root') && name.split(':')[4] === account),
  );
}

function conditionHolds(
  condition: Json | undefined,
  request: Request,
  resolve: (value: string) => Pattern | undefined,
): boolean {
  if (condition === undefined) return true;
  if (!isObject(condition)) return false;
  return Object.entries(condition).every(
    ([operator, keys]) =>
      isObject(keys) &&
      Object.entries(keys).every(([key, values]) =>
        testHolds(operator, request.context[key.toLowerCase()], stringsOf(values), resolve),
      ),
  );
}

function testHolds(
  name: string,
  actual: readonly string[] | undefined,
  wanted: readonly string[],
  resolve: (value: string) => Pattern | undefined,
): boolean {
  if (name === 'Null') return wanted.includes(String(actual === undefined));
  const [, quantifier = '', operator = '', ifExists] =
    /^(ForAnyValue:|ForAllValues:)?(.*?)(IfExists)?$/.exec(name) ?? [];
  const negated = operator.includes('Not');
  if (actual === undefined) {
    if (ifExists || quantifier === 'ForAllValues:') return true;
    return negated && quantifier === '';
  }
  const patterns = wanted.map(resolve);
  const matches = (value: string) =>
    patterns.some((pattern) => pattern !== undefined && compare(operator, value, pattern));
  const passes = (value: string) => matches(value) !== negated;
  if (negated && quantifier === '') return actual.every(passes);
  return quantifier === 'ForAllValues:' ? actual.every(passes) : actual.some(passes);
}

function compare(operator: string, value: string, pattern: Pattern): boolean {
  const text = pattern.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
  switch (operator.replace('Not', '')) {
    case 'Bool':
    case 'StringEquals':
      return value === text;
    case 'StringEqualsIgnoreCase':
      return value.toLowerCase() === text.toLowerCase();
    case 'StringLike':
    case 'ArnEquals':
    case 'ArnLike':
      return glob(pattern, '').test(value);
    case 'NumericEquals':
      return Number(value) === Number(text);
    case 'NumericLessThan':
      return Number(value) < Number(text);
    case 'NumericGreaterThanEquals':
      return Number(value) >= Number(text);
    case 'IpAddress':
      return inRange(value, text);
    default:
      throw new Error(`The oracle does not know the operator ${operator}.`);
  }
}

function inRange(address: string, range: string): boolean {
  const [base = '', length = '32'] = range.split('/');
  const number = (ip: string) => ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
}

/** Text in which `*` and `?` are wildcards, and pieces in which they are not. */
type Pattern = readonly (string | { readonly text: string })[];

function literal(value: string): Pattern {
  return [value];
}

/** Undefined where the request has no value for a variable: then nothing matches. */
function resolveVariables(value: string, request: Request): Pattern | undefined {
  if (!value.includes('$')) return literal(value);
  const pieces: (string | { text: string })[] = [];
  for (const piece of value.split(/(\$\{[^}]*\})/)) {
    const name = /^\$\{([^}]*)\}$/.exec(piece)?.[1];
    if (name === undefined) pieces.push(piece);
    else if (['*', '?', '$'].includes(name)) pieces.push({ text: name });
    else {
      const text = request.context[name.toLowerCase()]?.[0];
      if (text === undefined) return undefined;
      pieces.push({ text });
    }
  }
  return pieces;
}

const globs = new Map<string, RegExp>();

function glob(pattern: Pattern, flags: string): RegExp {
  const quote = (text: string) => text.replace(/[.+^${}()|[\]\\*?]/g, '\\$&');
  const source = pattern
    .map((piece) =>
      typeof piece === 'string'
        ? quote(piece).replaceAll('\\*', '.*').replaceAll('\\?', '.')
        : quote(piece.text),
    )
    .join('');
  const cached = globs.get(flags + source);
  if (cached) return cached;
  const expression = new RegExp(`^${source}$`, `su${flags}`);
  globs.set(flags + source, expression);
  return expression;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Json];
}

function stringsOf(value: Json | undefined): readonly string[] {
  return listOf(value).map(String);
}
