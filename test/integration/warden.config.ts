import { defineConfig } from '../../shared/settings.ts';
import { OPERATOR } from './operator-role.ts';

/**
 * As in production, but quick: a message is tried for ten seconds instead of six hours. SSE-KMS is
 * asked for because a new bucket has SSE-S3 from the start, and could not break the first control.
 */
export default defineConfig({
  operators: [OPERATOR],
  encryption: { minimum: 'SSE-KMS' },
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 10 },
  confirmEdits: { firstDelaySeconds: 0, giveUpAfterSeconds: 4 },
  slowDown: { firstDelaySeconds: 4, longestDelaySeconds: 8 },
  alerts: { chatTopic: true },
  regions: ['eu-west-1'],
});
