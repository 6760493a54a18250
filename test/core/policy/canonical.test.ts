import { describe, expect, it } from 'vitest';
import { tlsOnlyStatement } from '../../../shared/core/policy/canonical.ts';
import { parsePolicy } from '../../../shared/core/policy/document.ts';

const bucket = { name: 'orders', partition: 'aws-us-gov' };

function sidBeside(...sids: readonly unknown[]): string {
  const Statement = sids.map((Sid) => ({ Sid }));
  const parsed = parsePolicy(JSON.stringify({ Statement }));
  if (!parsed.ok) throw new Error(parsed.error);
  return tlsOnlyStatement(bucket, parsed.document).Sid;
}

describe('the canonical statement', () => {
  it('has the form of the AWS documentation, in the bucket’s own partition', () => {
    expect(tlsOnlyStatement(bucket)).toEqual({
      Sid: 'DenyInsecureTransport',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws-us-gov:s3:::orders', 'arn:aws-us-gov:s3:::orders/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it.each([
    ['other Sids', ['Own', undefined, 7], 'DenyInsecureTransport'],
    ['a Sid in another case', ['denyinsecuretransport'], 'DenyInsecureTransport'],
    ['its Sid', ['Own', 'DenyInsecureTransport'], 'DenyInsecureTransport2'],
    ['its Sid twice', ['DenyInsecureTransport', 'DenyInsecureTransport'], 'DenyInsecureTransport2'],
    ['the next Sid only', ['DenyInsecureTransport2'], 'DenyInsecureTransport'],
    ['both Sids', ['DenyInsecureTransport2', 'DenyInsecureTransport'], 'DenyInsecureTransport3'],
  ])('has a free Sid beside %s', (_, sids, expected) => {
    expect(sidBeside(...sids)).toBe(expected);
  });
});
