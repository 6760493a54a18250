import { glob, type Pattern, testHolds } from './conditions.ts';
import { type Reading, STRICT } from './readings.ts';

/**
 * An oracle of IAM's semantics for one bucket policy, written apart from the code it checks: plain JSON,
 * regular expressions, and one request at a time. After "Policy evaluation logic" in the IAM user guide;
 * what that leaves open is a `Reading`.
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
export function evaluate(text: string, request: Request, reading = STRICT): Decision {
  return evaluateAll(text, [request], reading)[0] ?? 'implicit';
}

export function evaluateAll(
  text: string,
  requests: readonly Request[],
  reading: Reading = STRICT,
): readonly Decision[] {
  const policy = JSON.parse(text) as JsonObject;
  const variables = policy['Version'] === '2012-10-17';
  const statements = listOf(policy['Statement'])
    .filter(isObject)
    .filter((statement) => isDefined(statement, reading));
  return requests.map((request) => {
    const effects = statements
      .filter((statement) => applies(statement, request, variables, reading))
      .map((statement) => effectOf(statement, reading));
    if (effects.includes('Deny')) return 'deny';
    return effects.includes('Allow') ? 'allow' : 'implicit';
  });
}

function effectOf({ Effect }: JsonObject, { effectsIgnoreCase }: Reading): Json | undefined {
  if (!effectsIgnoreCase || typeof Effect !== 'string') return Effect;
  return ['Allow', 'Deny'].find((effect) => effect.toLowerCase() === Effect.toLowerCase());
}

function isDefined(statement: JsonObject, reading: Reading): boolean {
  const elements = /^(Sid|Effect|(Not)?(Principal|Action|Resource)|Condition)$/;
  return (
    (reading.unknownElementsArePassedOver ||
      Object.keys(statement).every((name) => elements.test(name))) &&
    ['Principal', 'Action', 'Resource'].every(
      (name) => name in statement !== `Not${name}` in statement,
    )
  );
}

function applies(
  statement: JsonObject,
  request: Request,
  variables: boolean,
  reading: Reading,
): boolean {
  const resolve = (value: string) =>
    variables ? resolveVariables(value, request) : literal(value);
  const names = (values: Json | undefined, matches: (pattern: Pattern, value: string) => boolean) =>
    stringsOf(values).some((value) => {
      const pattern = resolve(value);
      return pattern !== undefined && matches(pattern, value);
    });
  const holds = (name: string, test: (values: Json | undefined) => boolean) =>
    name in statement ? test(statement[name]) : !test(statement[`Not${name}`]);
  const isAction = (pattern: Pattern, value: string) =>
    (value === '*' || /^s3:/i.test(value) || reading.wildcardsNameServices) &&
    glob(pattern, 'i').test(request.action);
  const isResource = (pattern: Pattern, value: string) =>
    (value === '*' || value.split(':').length >= 6 || reading.wildcardsCrossFields) &&
    glob(pattern).test(request.resource);
  return (
    holds('Principal', (values) => namesPrincipal(values, request.principal)) &&
    holds('Action', (values) => names(values, isAction)) &&
    holds('Resource', (values) => names(values, isResource)) &&
    conditionHolds(statement['Condition'], request, resolve, reading)
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
  reading: Reading,
): boolean {
  if (condition === undefined) return true;
  if (!isObject(condition)) return false;
  return Object.entries(condition).every(
    ([operator, keys]) =>
      isObject(keys) &&
      Object.entries(keys).every(([name, values]) => {
        const key = name.toLowerCase();
        const wanted = stringsOf(values).map(resolve);
        return testHolds(operator, key, request.context[key], wanted, reading) ?? false;
      }),
  );
}

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
