import { defineConfig } from '../../shared/settings.ts';

/** A sweep a day, which none of these tests lives to see. */
export default defineConfig({
  settleSeconds: 0,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 60 },
});
