import { defineConfig } from '../../shared/settings.ts';

/** As in production, but quick: a message is tried for ten seconds instead of six hours. */
export default defineConfig({
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 10 },
  alerts: { chatTopic: true },
});
