import assert from 'node:assert/strict';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { tlsOnly } from '../../../shared/controls/tls-only.ts';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { isPublic } from '../../../shared/core/policy/public.ts';
import { samePolicy } from '../../../shared/core/policy/same-policy.ts';
import type { GeneratedPolicy } from './arbitrary-policy.ts';
import { type Decision, evaluateAll, type Request } from './evaluate.ts';

/** What was seen of a policy that passed, so that tests can tell that they saw some of each kind. */
export interface SeenPolicy {
  readonly fixed: boolean;
  readonly public: boolean;
  readonly denied: boolean;
  readonly allowed: boolean;
}

/**
 * That a policy denies plain HTTP once the control is done with it, and that nothing else about it has
 * changed: no other decision, no other byte. Throws an AssertionError where that is not so.
 */
export function checkPolicy(policy: GeneratedPolicy): SeenPolicy {
  const { text, requests, statements, single } = policy;
  const before = evaluateAll(text, requests);
  const seen = {
    public: publicness(text),
    denied: before.includes('deny'),
    allowed: before.includes('allow'),
  };
  const verdict = judge(text, policy);
  assert.notEqual(verdict.status, 'blocked');
  if (verdict.status !== 'noncompliant') {
    assert.equal(leaking(requests, before)[0], undefined);
    return { ...seen, fixed: false };
  }
  const { desired } = verdict;
  const after = evaluateAll(desired, requests);
  assert.equal(leaking(requests, after)[0], undefined);
  assert.equal(moved(requests, before, after)[0], undefined);
  assert.deepEqual(judge(desired, policy), { status: 'compliant' });
  assert.equal(samePolicy(desired, text), false);
  assert.equal(publicness(desired), seen.public);
  assert.equal(lost(text, desired), single ? statements[0] : '');
  assert.deepEqual(statementSources(desired).slice(0, -1), statements);
  return { ...seen, fixed: true };
}

/** That a policy made of nothing but forms that deny plain HTTP is compliant, and does deny it. */
export function checkTightPolicy(policy: GeneratedPolicy): void {
  assert.deepEqual(judge(policy.text, policy), { status: 'compliant' });
  const decisions = evaluateAll(policy.text, policy.requests);
  assert.equal(leaking(policy.requests, decisions)[0], undefined);
}

function judge(text: string, { bucket }: GeneratedPolicy) {
  return tlsOnly.judge({ state: 'present', value: text }, bucket);
}

function overPlainHttp({ context }: Request): boolean {
  return context['aws:securetransport']?.[0] === 'false';
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

/** The plain HTTP requests that are not denied. */
function leaking(requests: readonly Request[], decisions: readonly Decision[]) {
  return requests.filter((request, i) => overPlainHttp(request) && decisions[i] !== 'deny');
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
