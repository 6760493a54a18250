import { defineConfig } from '../../shared/settings.ts';

/** What the demo's account enforces: as strict as it gets, and brisk. */
export default defineConfig({
  encryption: { minimum: 'SSE-KMS' },
  alerts: { chatTopic: true },
  settleSeconds: 2,
  firstSweep: 'enforce',
});
