import { defineConfig } from './shared/settings.ts';

/** What this account enforces. Every field is described, with its default, in shared/settings.ts. */
export default defineConfig({
  controls: {
    'default-encryption': 'enforce',
    'block-public-access': 'enforce',
    'tls-only': 'enforce',
  },
  encryption: { minimum: 'SSE-S3' },
  alerts: { email: [] },
});
