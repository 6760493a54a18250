import { defineConfig } from '../../shared/settings.ts';
import { OPERATOR } from '../../test/integration/operator-role.ts';

/**
 * Quick to try again and slow to give up. SSE-KMS is asked for because owners can then break the
 * encryption by an ordinary call.
 */
export default defineConfig({
  encryption: { minimum: 'SSE-KMS' },
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 4, giveUpAfterSeconds: 3_600 },
  // The storm ends within minutes, and CloudTrail's own delay with it.
  confirmEdits: { firstDelaySeconds: 1, giveUpAfterSeconds: 60 },
  // The intruder has stolen their credentials.
  operators: [OPERATOR],
  functionTimeoutSeconds: 30,
  // Owners break their buckets over and over here; slowing down has a test of its own.
  slowDown: { afterFixes: 1_000 },
  alerts: { chatTopic: true },
});
