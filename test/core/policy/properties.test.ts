import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../runs.ts';
import { policyArbitrary, tightPolicyArbitrary } from './arbitrary-policy.ts';
import { checkPolicy, checkTightPolicy } from './check-policy.ts';

describe('any policy', () => {
  it('denies plain HTTP afterwards, keeps every other decision and every byte', () => {
    const seen = {
      compliant: 0,
      fixed: 0,
      certain: 0,
      public: 0,
      single: 0,
      denied: 0,
      allowed: 0,
    };
    fc.assert(
      fc.property(policyArbitrary, (policy) => {
        const one = checkPolicy(policy);
        if (!one.fixed) {
          seen.compliant++;
          return;
        }
        seen.fixed++;
        if (one.certain) seen.certain++;
        if (policy.single) seen.single++;
        if (one.public) seen.public++;
        if (one.denied) seen.denied++;
        if (one.allowed) seen.allowed++;
      }),
      { numRuns: runs(800) },
    );
    expect(seen.compliant).toBeGreaterThan(runs(150));
    expect(seen.fixed).toBeGreaterThan(runs(250));
    expect(seen.certain).toBeGreaterThan(runs(100));
    expect(seen.fixed - seen.certain).toBeGreaterThan(runs(40));
    expect(seen.single).toBeGreaterThan(runs(80));
    expect(seen.public).toBeGreaterThan(runs(100));
    expect(seen.denied).toBeGreaterThan(runs(60));
    expect(seen.allowed).toBeGreaterThan(runs(70));
  });
});

describe('a policy made of forms that deny plain HTTP', () => {
  it('is compliant, whatever stands around them', () => {
    let warned = 0;
    fc.assert(
      fc.property(tightPolicyArbitrary, (policy) => {
        if (checkTightPolicy(policy)) warned++;
      }),
      { numRuns: runs(300) },
    );
    expect(warned).toBeGreaterThan(runs(60));
    expect(warned).toBeLessThan(runs(300) - runs(60));
  });
});
