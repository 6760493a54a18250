import { defineConfig } from '../../shared/settings.ts';

/** A message is given up after five seconds: what is gone for good does not come back by waiting. */
export default defineConfig({
  encryption: { minimum: 'SSE-KMS' },
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 5 },
});
