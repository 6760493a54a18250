import { defineConfig } from '../../shared/settings.ts';
import { OPERATOR } from './operator-role.ts';

/** Quick to try again; SSE-KMS is asked for because a new bucket has SSE-S3 from the start. */
export default defineConfig({
  operators: [OPERATOR],
  encryption: { minimum: 'SSE-KMS' },
  settleSeconds: 0,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 60 },
  sweep: { schedule: 'off' },
});
