import { describe, expect, test } from 'vitest';
import { sdkImportsIn } from '../../scripts/bench/bundle-alike.ts';
import { reconcilesIn } from '../../scripts/bench/looks.ts';
import { assetOf } from '../../scripts/bench/synthesize.ts';

test('looks are found among the lines of a log', () => {
  const look = { message: 'looked at a bucket', bucket: 'b', outcome: 'fixed', durationMs: 12 };
  const lines = [
    'Namespace should be defined',
    JSON.stringify({ message: 'message ended', bucket: 'b', outcome: 'fixed', durationMs: 14 }),
    `2026-01-01T12:00:00Z INFO ${JSON.stringify(look)}`,
  ];
  expect(reconcilesIn(lines)).toEqual([{ bucket: 'b', outcome: 'fixed', durationMs: 12 }]);
});

describe('imports of the SDK', () => {
  test('are gathered by client, over several modules, without their local names', () => {
    const code = [
      'import { S3Client } from "@aws-sdk/client-s3";',
      'import {\n  GetBucketPolicyCommand as Get,\n  S3Client as S3Client2\n} from "@aws-sdk/client-s3";',
      'import { SNSClient } from "@aws-sdk/client-sns";',
    ].join('\n');
    expect([...sdkImportsIn(code)]).toEqual([
      ['@aws-sdk/client-s3', new Set(['S3Client', 'GetBucketPolicyCommand'])],
      ['@aws-sdk/client-sns', new Set(['SNSClient'])],
    ]);
  });

  test('leave out what is no client', () => {
    expect([...sdkImportsIn('import { parse } from "@aws-sdk/util-arn-parser";')]).toEqual([]);
  });
});

describe('asset of the function', () => {
  const fn = (path: string) => ({
    Type: 'AWS::Lambda::Function',
    Metadata: { 'aws:cdk:path': path, 'aws:asset:path': 'asset.abc' },
  });

  test('is that of the remediate function, whatever else is there', () => {
    const Resources = {
      A: { Type: 'AWS::SQS::Queue' },
      B: { ...fn('BucketWarden/Sweep/Function/Resource') },
      C: fn('BucketWarden/Remediate/Function/Resource'),
    };
    expect(assetOf({ Resources })).toBe('asset.abc');
  });

  test('missing is an error', () => {
    expect(() => assetOf({ Resources: {} })).toThrow('no remediate function');
  });
});
