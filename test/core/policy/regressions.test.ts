import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  defaultEncryption,
  type EncryptionOptions,
} from '../../../shared/controls/default-encryption.ts';
import { tlsOnly } from '../../../shared/controls/tls-only.ts';
import { addStatement } from '../../../shared/core/policy/add-statement.ts';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { isPublic } from '../../../shared/core/policy/public.ts';
import type { EncryptionConfiguration } from '../../../shared/resources/bucket/encryption.ts';
import { judgeOnly } from '../../controls/judge.ts';
import { growthOf, MOST_GROWTH } from '../growth.ts';

/** What was judged wrongly, or slowly, once: each file under `test/fixtures/regressions/` by its name. */
interface Regression {
  readonly policies: readonly object[];
  readonly text: string;
  readonly observation: { readonly state: 'present'; readonly value: EncryptionConfiguration };
  readonly minimum: EncryptionOptions['minimum'];
}

const bucket = {
  kind: 'bucket' as const,
  name: 'orders',
  region: 'us-east-1',
  account: '111122223333',
  partition: 'aws',
};

function regression(name: string): Regression {
  const url = new URL(`../../fixtures/regressions/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Regression;
}

function judge(value: string) {
  return judgeOnly(tlsOnly, { state: 'present', value }, bucket);
}

describe('not certain to deny plain HTTP', () => {
  it.each(['null-tls-version', 'wildcard-in-the-service-of-an-action'])(
    '%s: gets the statement that is, and is compliant with it',
    (name) => {
      const { policies } = regression(name);
      expect(policies.length).toBeGreaterThan(0);
      for (const policy of policies) {
        const verdict = judge(JSON.stringify(policy));
        expect(verdict).toMatchObject({
          status: 'noncompliant',
          reason:
            'it is not certain that plain HTTP requests to the bucket and its objects are denied',
        });
        if (verdict.status !== 'noncompliant') return;
        expect(judge(verdict.desired)).toEqual({ status: 'compliant' });
      }
    },
  );
});

describe('read in time in step with its length', () => {
  /** As much of a text as is asked for, by taking out of its longest run or adding to it. */
  const stretched = (text: string) => {
    const [run = ''] = /([? :])\1{1000,}/.exec(text) ?? [];
    const [before = '', after = ''] = text.split(run);
    return (length: number) => before + (run[0] ?? '').repeat(length) + after;
  };
  const textOf = (name: string) => JSON.stringify(regression(name).policies[0]);

  it('action-of-question-marks: a pattern of the length of 20,000 names covers no action', () => {
    const text = textOf('action-of-question-marks');
    expect(judge(text)).toMatchObject({
      status: 'noncompliant',
      reason: 'plain HTTP requests to the bucket and its objects are not denied',
    });
    expect(growthOf(stretched(text), judge)).toBeLessThanOrEqual(MOST_GROWTH);
  });

  it('blanks-in-a-sid: a statement is added behind it', () => {
    const text = textOf('blanks-in-a-sid');
    const add = (to: string) => addStatement(to, { Sid: 'New' });
    expect(add(text)).toBe(`${text.slice(0, -2)},{"Sid":"New"}]}`);
    expect(growthOf(stretched(text), add)).toBeLessThanOrEqual(MOST_GROWTH);
  });

  it('colons-as-a-source-ip: is no range, so it limits nothing', () => {
    const text = textOf('colons-as-a-source-ip');
    const publicness = (of: string) => {
      const parsed = parsePolicy(of);
      return parsed.ok && isPublic(parsed.document);
    };
    expect(publicness(text)).toBe(true);
    expect(growthOf(stretched(text), publicness)).toBeLessThanOrEqual(MOST_GROWTH);
  });

  it('blanks-between-statements: are left where they are', () => {
    const { text } = regression('blanks-between-statements');
    const add = (to: string) => addStatement(to, { Sid: 'New' });
    expect(add(text)).toBe(`${text.slice(0, -2)},{"Sid":"New"}]}`);
    expect(growthOf(stretched(text), add)).toBeLessThanOrEqual(MOST_GROWTH);
  });
});

describe('default encryption', () => {
  const judged = (name: string, bucketKey: 'adjust' | 'keep' = 'adjust') => {
    const { observation, minimum = 'SSE-S3' } = regression(name);
    return judgeOnly(defaultEncryption, observation, bucket, { minimum, bucketKey });
  };

  it('algorithm-named-constructor: is not known, and left alone', () => {
    expect(judged('algorithm-named-constructor')).toEqual({ status: 'compliant' });
  });

  it('bucket-key-where-dsse-is-wanted: goes, and the key stays; both stay where the settings say so', () => {
    const ApplyServerSideEncryptionByDefault = {
      SSEAlgorithm: 'aws:kms:dsse',
      KMSMasterKeyID: 'arn:aws:kms:eu-central-1:111122223333:key/1',
    };
    expect(judged('bucket-key-where-dsse-is-wanted')).toEqual({
      status: 'noncompliant',
      reason: 'default encryption is aws:kms, weaker than aws:kms:dsse',
      desired: { Rules: [{ ApplyServerSideEncryptionByDefault }] },
    });
    expect(judged('bucket-key-where-dsse-is-wanted', 'keep')).toMatchObject({
      desired: { Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }] },
    });
  });

  it('raised-to-kms-without-a-bucket-key: gets one, or each object would cost a request', () => {
    expect(judged('raised-to-kms-without-a-bucket-key')).toMatchObject({
      desired: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
            BucketKeyEnabled: true,
            BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
          },
        ],
      },
    });
    expect(judged('raised-to-kms-without-a-bucket-key', 'keep')).toMatchObject({
      desired: { Rules: [{ BucketKeyEnabled: false }] },
    });
  });
});
