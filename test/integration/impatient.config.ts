import { defineConfig } from '../../shared/settings.ts';
import { OPERATOR } from './operator-role.ts';

/**
 * A message is given up after five seconds: what is gone for good does not come back by waiting. The key of
 * the encryption may be gone too.
 */
export default defineConfig({
  operators: [OPERATOR],
  encryption: {
    minimum: 'SSE-KMS',
    kmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555',
  },
  settleSeconds: 1,
  retry: { firstDelaySeconds: 1, longestDelaySeconds: 2, giveUpAfterSeconds: 5 },
});
