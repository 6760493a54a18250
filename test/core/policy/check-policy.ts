import assert from 'node:assert/strict';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { tlsOnly } from '../../../shared/controls/tls-only.ts';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { isPublic } from '../../../shared/core/policy/public.ts';
import { samePolicy } from '../../../shared/core/policy/same-policy.ts';
import { judgeOnly } from '../../controls/judge.ts';
import { type Decision, evaluateAll, type Request } from '../../oracle/evaluate.ts';
import { readingOf, STRICT } from '../../oracle/readings.ts';
import { type GeneratedPolicy, requestsOn } from './arbitrary-policy.ts';

/** What was seen of a policy that passed, so that tests can tell that they saw some of each kind. */
export interface SeenPolicy {
  readonly fixed: boolean;
  /** Whether something was said to be open for certain. */
  readonly certain: boolean;
  readonly public: boolean;
  readonly denied: boolean;
  readonly allowed: boolean;
}

/**
 * That a policy denies plain HTTP once the control is done with it, and that nothing else about it has
 * changed: no other decision, no other byte. Under the reading of AWS's documentation that takes least
 * for granted, and under another. Throws an AssertionError where that is not so.
 */
export function checkPolicy(policy: GeneratedPolicy): SeenPolicy {
  const { text, statements, single } = policy;
  const requests = requestsOn(policy.bucket);
  const readings = [STRICT, readingOf(policy.reading)];
  const before = readings.map((reading) => evaluateAll(text, requests, reading));
  const seen = {
    public: publicness(text),
    denied: before[0]?.includes('deny') ?? false,
    allowed: before[0]?.includes('allow') ?? false,
  };
  const verdict = judge(text, policy);
  assert.notEqual(verdict.status, 'blocked');
  if (verdict.status !== 'noncompliant') {
    for (const decisions of before) assert.equal(passing(requests, decisions)[0], undefined);
    return { ...seen, fixed: false, certain: false };
  }
  const open = surelyOpen(verdict.reason, policy);
  for (const decisions of before) {
    for (const arn of open) assert.notEqual(leaking(requests, decisions, arn)[0], undefined);
  }
  const { desired } = verdict;
  for (const [index, reading] of readings.entries()) {
    const after = evaluateAll(desired, requests, reading);
    assert.equal(leaking(requests, after)[0], undefined);
    assert.equal(moved(requests, before[index] ?? [], after)[0], undefined);
  }
  assert.equal(judge(desired, policy).status, 'compliant');
  assert.equal(samePolicy(desired, text), false);
  assert.equal(publicness(desired), seen.public);
  assert.equal(lost(text, desired), single ? statements[0] : '');
  assert.deepEqual(statementSources(desired).slice(0, -1), statements);
  return { ...seen, fixed: true, certain: open.length > 0 };
}

/**
 * That a policy made of nothing but forms that deny plain HTTP is compliant, does deny it, and warns
 * exactly where it denies AWS services that do not say how they came.
 */
export function checkTightPolicy(policy: GeneratedPolicy): boolean {
  const { text } = policy;
  const requests = requestsOn(policy.bucket);
  assert.equal(judge(text, policy).status, 'compliant');
  assert.equal(leaking(requests, evaluateAll(text, requests))[0], undefined);
  const alone = judge(policy.alone ?? text, policy);
  const decisions = evaluateAll(policy.alone ?? text, requests);
  const cutsOff = requests.some(
    ({ principal }, index) => principal.type === 'Service' && decisions[index] === 'deny',
  );
  const warns = alone.status === 'compliant' && alone.warning !== undefined;
  assert.equal(warns, cutsOff);
  return warns;
}

function judge(text: string, { bucket }: GeneratedPolicy) {
  return judgeOnly(tlsOnly, { state: 'present', value: text }, { kind: 'bucket', ...bucket });
}

function overPlainHttp({ context }: Request): boolean {
  return context['aws:securetransport']?.[0] === 'false';
}

/** ARNs to which a reason says that plain HTTP requests are not denied: the claim has to be true. */
function surelyOpen(reason: string, { bucket }: GeneratedPolicy): readonly string[] {
  const claim = reason.split(', and ').find((clause) => clause.endsWith(' are not denied')) ?? '';
  const arn = `arn:${bucket.partition}:s3:::${bucket.name}`;
  return [
    ...(claim.includes('the bucket') ? [arn] : []),
    ...(claim.includes('its objects') ? [`${arn}/`] : []),
  ];
}

function publicness(text: string): boolean {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return isPublic(parsed.document);
}

/** The source text of each statement in a list. */
function statementSources(text: string): readonly string[] {
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, ['Statement']);
  return (list?.children ?? []).map(({ offset, length }) => text.slice(offset, offset + length));
}

/** What of the text before is not in the text after, read from both ends. */
function lost(before: string, after: string): string {
  let head = 0;
  while (head < before.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return before.slice(head, before.length - tail);
}

/** The plain HTTP requests, of a bucket or of objects where an ARN says which, that are not denied. */
function leaking(requests: readonly Request[], decisions: readonly Decision[], arn?: string) {
  const isAbout = ({ resource }: Request) =>
    arn === undefined || (arn.endsWith('/') ? resource.startsWith(arn) : resource === arn);
  return requests.filter(
    (request, i) => overPlainHttp(request) && isAbout(request) && decisions[i] !== 'deny',
  );
}

/** Those of them that get through: of requests that nobody signed only what is allowed. */
function passing(requests: readonly Request[], decisions: readonly Decision[]) {
  return requests.filter(
    (request, i) =>
      overPlainHttp(request) &&
      decisions[i] !== 'deny' &&
      (request.principal.type !== 'anonymous' || decisions[i] === 'allow'),
  );
}

/** The requests that are decided differently after, though they come over TLS or were denied before. */
function moved(
  requests: readonly Request[],
  before: readonly Decision[],
  after: readonly Decision[],
) {
  return requests.filter(
    (request, i) => before[i] !== after[i] && (!overPlainHttp(request) || before[i] === 'deny'),
  );
}
