import { defineConfig } from './shared/settings.ts';

/** What this account enforces. Every field is described, with its default, in shared/settings.ts. */
export default defineConfig({
  baseline: 'essential',
  enforcing: true,
  encryption: { minimum: 'SSE-S3' },
  alerts: { email: [] },
});
