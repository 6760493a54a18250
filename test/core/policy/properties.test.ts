import fc from 'fast-check';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { tlsOnly } from '../../../shared/controls/tls-only.ts';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { isPublic } from '../../../shared/core/policy/public.ts';
import { samePolicy } from '../../../shared/core/policy/same-policy.ts';
import { type GeneratedPolicy, policyArbitrary, tightPolicyArbitrary } from './arbitrary-policy.ts';
import { type Decision, evaluateAll, type Request } from './evaluate.ts';

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

describe('any policy', { timeout: 60_000 }, () => {
  it('denies plain HTTP afterwards, keeps every other decision and every byte', () => {
    const seen = { compliant: 0, fixed: 0, public: 0, single: 0, denied: 0, allowed: 0 };
    fc.assert(
      fc.property(policyArbitrary, (policy) => {
        const { text, requests, statements, single } = policy;
        const verdict = judge(text, policy);
        const before = evaluateAll(text, requests);
        if (verdict.status === 'blocked') throw new Error(verdict.obstacle.detail);
        if (verdict.status === 'compliant') {
          seen.compliant++;
          expect(leaking(requests, before)).toEqual([]);
          return;
        }
        const { desired } = verdict;
        const after = evaluateAll(desired, requests);
        expect(leaking(requests, after)).toEqual([]);
        expect(moved(requests, before, after)).toEqual([]);
        expect(judge(desired, policy)).toEqual({ status: 'compliant' });
        expect(samePolicy(desired, text)).toBe(false);
        expect(publicness(desired)).toBe(publicness(text));
        expect(lost(text, desired)).toBe(single ? statements[0] : '');
        expect(statementSources(desired).slice(0, -1)).toEqual(statements);

        seen.fixed++;
        if (single) seen.single++;
        if (publicness(text)) seen.public++;
        if (before.includes('deny')) seen.denied++;
        if (before.includes('allow')) seen.allowed++;
      }),
      { numRuns: 800 },
    );
    expect(seen.compliant).toBeGreaterThan(200);
    expect(seen.fixed).toBeGreaterThan(250);
    expect(seen.single).toBeGreaterThan(80);
    expect(seen.public).toBeGreaterThan(100);
    expect(seen.denied).toBeGreaterThan(60);
    expect(seen.allowed).toBeGreaterThan(70);
  });
});

describe('a policy made of forms that deny plain HTTP', { timeout: 60_000 }, () => {
  it('is compliant, whatever stands around them', () => {
    fc.assert(
      fc.property(tightPolicyArbitrary, (policy) => {
        expect(judge(policy.text, policy)).toEqual({ status: 'compliant' });
        const decisions = evaluateAll(policy.text, policy.requests);
        expect(leaking(policy.requests, decisions)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
