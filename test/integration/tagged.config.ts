import { defineConfig } from '../../shared/settings.ts';

/** Whoever tags a bucket exempts it from one control. */
export default defineConfig({
  encryption: { minimum: 'SSE-KMS' },
  exemptByTag: { key: 'warden-exempt', controls: ['tls-only'] },
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 60 },
});
