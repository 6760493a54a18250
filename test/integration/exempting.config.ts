import { defineConfig } from '../../shared/settings.ts';
import { OPERATOR } from './operator-role.ts';

/** Whoever tags a bucket exempts it from one control; others are exempt by their names, or were. */
export default defineConfig({
  operators: [OPERATOR],
  encryption: { minimum: 'SSE-KMS' },
  exemptByTag: { key: 'warden-exempt', controls: ['tls-only'] },
  exemptions: [
    {
      bucket: 'legacy-*',
      controls: ['block-public-access'],
      reason: 'partners read it',
      owner: 'team-web',
      expires: new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10),
    },
    { bucket: 'expired-*', reason: 'a migration', owner: 'team-web', expires: '2020-01-31' },
  ],
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 60 },
});
