#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The command is TypeScript, which older Nodes do not run; the project's own Node does.
const own = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const command = new URL('warden.ts', import.meta.url);

if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import(command.href);
} else if (existsSync(own)) {
  const args = [fileURLToPath(command), ...process.argv.slice(2)];
  const { status } = spawnSync(own, args, { stdio: 'inherit' });
  process.exitCode = status ?? 2;
} else {
  process.stderr.write(`warden: needs Node 24 or newer, and this is ${process.version}.\n`);
  process.exitCode = 2;
}
