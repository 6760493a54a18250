import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CONTROLS } from '../shared/controls/index.ts';
import { loadSettings } from '../shared/load-settings.ts';
import { addStacks } from './stacks.ts';

const configPath = process.env['WARDEN_CONFIG'] ?? 'warden.config.ts';

try {
  const settings = await loadSettings(configPath);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const app = new App({ analyticsReporting: false });
  addStacks(app, {
    settings,
    controls: CONTROLS,
    version,
    env: {
      account: settings.account ?? process.env['CDK_DEFAULT_ACCOUNT'],
      region: settings.region ?? process.env['CDK_DEFAULT_REGION'],
    },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  // A wrong setting is the user's to mend: the message says where, a stack trace would hide it.
  if (!(error instanceof Error) || error.name !== 'SettingsError') throw error;
  process.stderr.write(`${configPath}: ${error.message}\n`);
  process.exitCode = 1;
}
