import type { PlainHttpLeak } from './plain-http.ts';
import type { Statement } from './statement.ts';

/** What leaks, as a clause for people that claims no more than is known. */
export function describeLeaks(leaks: readonly PlainHttpLeak[]): string {
  const of = (kind: PlainHttpLeak['for']) =>
    leaks.filter((leak) => leak.for === kind).map(({ what }) => what);
  const clause = (whats: readonly string[], say: (what: string) => string) =>
    whats.length === 0 ? [] : [say(`plain HTTP requests to ${whats.join(' and ')}`)];
  return [
    ...clause(of('everyone'), (requests) => `${requests} are not denied`),
    ...clause(of('unsigned'), (requests) => `${requests} that nobody signed are not denied`),
    ...clause(of('unsure'), (requests) => `it is not certain that ${requests} are denied`),
  ].join(', and ');
}

/** That statements deny calls between AWS services too, for people. */
export function describeCutOff(statements: readonly Statement[]): string | undefined {
  if (statements.length === 0) return undefined;
  const named = statements.map(({ index }) => `Statement[${index}]`).join(', ');
  return `AWS services may be cut off: ${named} also denies requests that do not say whether they came over TLS, as calls from one AWS service to another do`;
}
