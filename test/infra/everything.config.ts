import { defineConfig } from '../../shared/settings.ts';

/** Every optional part at once, in three Regions. */
export default defineConfig({
  region: 'us-east-1',
  regions: ['us-east-1', 'eu-west-1', 'af-south-1'],
  alerts: {
    email: ['security@example.com'],
    slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
  },
  configRules: 'create',
  trail: 'create',
  tags: { team: 'security' },
});
