import { describe, expect, test } from 'vitest';
import type { AlertTrigger } from '../../../shared/core/alert/schema.ts';
import { triggerLines } from '../../../shared/core/alert/trigger-lines.ts';
import { FOUND_BY_CONFIG } from './reports.ts';

const call = (fields: Partial<AlertTrigger & { kind: 'api-call' }> = {}): AlertTrigger => ({
  kind: 'api-call',
  id: 'c-1',
  time: '2026-11-21T02:13:02Z',
  call: 'PutBucketPolicy',
  actor: { type: 'IAMUser', name: 'alice' },
  ...fields,
});

describe('a call', () => {
  test('is told with what the event says of it, and no more', () => {
    expect(triggerLines({ triggers: [call()] })).toEqual([
      '  alice called PutBucketPolicy',
      '    at   2026-11-21 02:13:02 UTC',
    ]);
  });

  test('names the service that it came through, unless that made the call itself', () => {
    const through = (name: string) =>
      triggerLines({
        triggers: [
          call({ actor: { type: 'AWSService', name, invokedBy: 'cloudformation.amazonaws.com' } }),
        ],
      })[0];
    expect(through('alice')).toBe(
      '  alice called PutBucketPolicy through cloudformation.amazonaws.com',
    );
    expect(through('cloudformation.amazonaws.com')).toBe(
      '  cloudformation.amazonaws.com called PutBucketPolicy',
    );
  });

  test('by somebody with a long name goes on further in', () => {
    const name = 'role/'.concat('x'.repeat(70));
    expect(triggerLines({ triggers: [call({ actor: { type: 'AssumedRole', name } })] })).toEqual([
      `  ${name}`,
      '    called PutBucketPolicy',
      '    at   2026-11-21 02:13:02 UTC',
    ]);
  });
});

describe('an evaluation by AWS Config', () => {
  const { annotation, ...silent } = FOUND_BY_CONFIG;
  const [rule, continued] = [
    `  AWS Config rule ${FOUND_BY_CONFIG.ruleName} found it`,
    '    NON_COMPLIANT; it does not say who did it',
  ];

  test('says why only where the rule does', () => {
    expect(triggerLines({ triggers: [silent] })).toEqual([
      rule,
      continued,
      '    at   2026-11-21 02:13:02 UTC',
    ]);
    expect(triggerLines({ triggers: [FOUND_BY_CONFIG] }).at(-1)).toBe(
      '    says No policy attached.',
    );
  });

  test('of which the time is not known says so', () => {
    const [, , at] = triggerLines({ triggers: [{ ...silent, time: '1970-01-01T00:00:00Z' }] });
    expect(at).toBe('    at   an unknown time');
  });
});

describe('of many triggers', () => {
  const calls = (count: number) =>
    Array.from({ length: count }, (_, index) => call({ call: `Call${index}` }));

  test('the newest five are told, oldest first', () => {
    const lines = triggerLines({ triggers: calls(6) });
    expect(lines[0]).toBe('  (1 earlier not shown)');
    expect(lines.filter((line) => line.includes('called'))).toEqual(
      [1, 2, 3, 4, 5].map((index) => `  alice called Call${index}`),
    );
    expect(triggerLines({ triggers: calls(5) })[0]).toBe('  alice called Call0');
  });

  test('those that the alert has no longer are counted too', () => {
    expect(triggerLines({ triggers: calls(6), shortened: { triggers: 4 } })[0]).toBe(
      '  (5 earlier not shown)',
    );
    expect(triggerLines({ triggers: calls(1), shortened: { texts: 4 } })[0]).toBe(
      '  alice called Call0',
    );
  });
});
