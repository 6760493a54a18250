import fc from 'fast-check';
import { test, vi } from 'vitest';
import {
  MOST_EXEMPTIONS,
  toNoticeNotification,
} from '../../../shared/core/exemption-notice/notification.ts';
import { ExemptionNoticeSchema } from '../../../shared/core/exemption-notice/schema.ts';
import { text } from '../alert/arbitraries.ts';
import { checkNotification } from '../alert/check-notification.ts';
import { runs } from '../runs.ts';
import { notice } from './notices.ts';

vi.setConfig({ testTimeout: 60_000 });

const control = fc.record({
  id: fc.constantFrom('tls-only', 'default-encryption', 'block-public-access'),
  severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
  mode: fc.constantFrom('enforce', 'audit'),
});

const exemption = fc.record(
  {
    id: text,
    source: fc.constantFrom('settings', 'person'),
    bucket: fc.stringMatching(/^[a-z0-9][a-z0-9.*?-]{1,61}[a-z0-9*]$/),
    controls: fc.array(control, { minLength: 1, maxLength: 3 }),
    reason: text,
    owner: text,
    expires: text,
  },
  { requiredKeys: ['source', 'bucket', 'controls', 'reason', 'owner', 'expires'] },
);

test('any notice fits into SNS, mail and chat, and is what its schema says', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('soon', 'ended'),
      fc.array(exemption, { minLength: 1, maxLength: MOST_EXEMPTIONS }),
      (stage, exemptions) => {
        const notification = toNoticeNotification(notice({ stage, exemptions }));
        checkNotification(notification, ExemptionNoticeSchema);
      },
    ),
    { numRuns: runs(100) },
  );
});

test.each(['"', '漢'])('fits, however long its texts of %j are', (unit) => {
  const long = unit.repeat(20_000);
  const exemptions = Array.from({ length: MOST_EXEMPTIONS }, () => ({
    id: long,
    source: 'person' as const,
    bucket: long,
    controls: [{ id: long, severity: 'high' as const, mode: 'enforce' as const }],
    reason: long,
    owner: long,
    expires: long,
  }));
  checkNotification(toNoticeNotification(notice({ exemptions })), ExemptionNoticeSchema);
});
