import { expect, test } from 'vitest';
import { readMessage } from '../../shared/core/events/read-message.ts';
import { eventFixture, OWN as OWN_ACCOUNT } from '../core/events/fixtures.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { templateOf } from '../infra/synth.ts';
import { lookAt } from './fixtures.ts';

test.each(['put-bucket-policy-by-own-role', 'put-bucket-encryption-by-own-role'])(
  'Cloud Custodian reacts to its own writes, about 4,000 times a bucket (#3238): %s',
  async (event) => {
    expect(readMessage(eventFixture(event).body, OWN_ACCOUNT)).toMatchObject({
      kind: 'ignored',
      reason: 'own-change',
    });
    const s3 = new FakeS3({ orders: {} });
    await lookAt(s3, 'orders');
    const first = s3.writes().length;
    await lookAt(s3, 'orders');
    expect(s3.writes()).toHaveLength(first);
  },
);

test('ASR on AWS costs a KMS key of its own (#178)', () => {
  templateOf().resourceCountIs('AWS::KMS::Key', 0);
});

test.each(['config-ssl-compliant', 'config-account-compliant'])(
  'AWS Config repairs buckets that are compliant: %s',
  (event) => {
    expect(readMessage(eventFixture(event).body, OWN_ACCOUNT).kind).toBe('ignored');
  },
);

test.each([
  'config-ssl-of-security-hub-noncompliant',
  'config-encryption-of-conformance-pack-noncompliant',
])('AWS Config cannot repair for rules of Security Hub or of conformance packs: %s', (event) => {
  expect(readMessage(eventFixture(event).body, OWN_ACCOUNT).kind).toBe('reconcile');
});
