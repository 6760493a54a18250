import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BucketWardenStack } from '../../infra/bucket-warden-stack.ts';
import { addStacks } from '../../infra/stacks.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { defineConfig, type SettingsInput } from '../../shared/settings.ts';

/** The stack for some settings, without bundling its function's code. */
function stackOf(settings: SettingsInput = {}, app = new App(withoutBundling)) {
  return new BucketWardenStack(app, 'BucketWarden', {
    settings: defineConfig(settings),
    controls: CONTROLS,
    version: '0.0.0-test',
  });
}

/** Options of an app that does not bundle assets. */
const withoutBundling = { context: { 'aws:cdk:bundling-stacks': [] } };

/** The stack's template for some settings. */
export function templateOf(settings: SettingsInput = {}): Template {
  return Template.fromStack(stackOf(settings));
}

const manifest = new URL('../../cdk.json', import.meta.url);

/** The templates of all stacks by their names, with the flags of cdk.json, as they are deployed. */
export function templatesOf(
  settings: SettingsInput,
  region = settings.region,
): Record<string, Template> {
  const { context } = JSON.parse(readFileSync(manifest, 'utf8'));
  const app = new App({ context: { ...context, ...withoutBundling.context } });
  const env = { account: '111122223333', region };
  addStacks(app, {
    settings: defineConfig(settings),
    controls: CONTROLS,
    version: '0.0.0-test',
    env,
  });
  const { stacks } = app.synth();
  return Object.fromEntries(
    stacks.map(({ stackName, template }) => [stackName, Template.fromJSON(template)]),
  );
}
