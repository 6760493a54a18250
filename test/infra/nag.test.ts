import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bucket-warden-synth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the real app, as `cdk synth` does: cdk-nag fires on nothing less. */
function synth(config: string | undefined, name: string) {
  return execa('node', ['infra/app.ts'], {
    cwd: root,
    preferLocal: true,
    reject: false,
    extendEnv: false,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      CDK_OUTDIR: join(folder, name),
      ...(config === undefined ? {} : { WARDEN_CONFIG: config }),
    },
  });
}

function violations(name: string): string[] {
  const report = JSON.parse(readFileSync(join(folder, name, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap((plugin: { violations: { ruleName: string }[] }) =>
    plugin.violations.map((violation) => violation.ruleName),
  );
}

test.each([
  ['the settings of the project', undefined],
  ['everything that the stack can create', 'test/infra/everything.config.ts'],
])('no cdk-nag finding is left, and no credentials are needed: %s', async (_what, config) => {
  const name = config === undefined ? 'plain' : 'everything';
  const run = await synth(config, name);
  expect(run.stderr).not.toMatch(/error/i);
  expect(violations(name)).toEqual([]);
  expect(run.exitCode).toBe(0);
});

test('wrong settings end the synth with the field, what was expected and what was given', async () => {
  const run = await synth('test/infra/wrong.config.ts', 'wrong');
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toBe(
    [
      'test/infra/wrong.config.ts: The settings are not valid.',
      '  encryption.minimum: expected ("SSE-S3" | "SSE-KMS" | "DSSE-KMS"), given "AES256"',
    ].join('\n'),
  );
});
