import { defineConfig } from '../../shared/settings.ts';

/** Every optional part of the stack at once. */
export default defineConfig({
  alerts: {
    email: ['security@example.com'],
    slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
  },
  configRules: 'create',
  trail: 'create',
  tags: { team: 'security' },
});
