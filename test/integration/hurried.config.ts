import { defineConfig } from '../../shared/settings.ts';
import { OPERATOR } from './operator-role.ts';

/** As in the other integration tests, with patience for a minute: time enough to break things. */
export default defineConfig({
  operators: [OPERATOR],
  encryption: { minimum: 'SSE-KMS' },
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 60 },
});
