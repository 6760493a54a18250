import { defineConfig } from '../../shared/settings.ts';

/** As in the other integration tests, with a function that may live for ten seconds only. */
export default defineConfig({
  encryption: { minimum: 'SSE-KMS' },
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 60 },
  functionTimeoutSeconds: 10,
});
