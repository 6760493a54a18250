import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  alertSchemaJson,
  alertsPage,
  exemptionNoticeSchemaJson,
  sweepSummarySchemaJson,
} from './generate/alert-docs.ts';
import { controlsPage, readmeWithControls } from './generate/controls-page.ts';
import { costsPage, readmeWithCosts } from './generate/costs-page.ts';
import { localAwsPage } from './generate/local-aws-page.ts';

/*
 * Writes every file that is derived from the code; with --check, fails where one is not current.
 */

/** Each file and how its text follows from the code, and from the text so far where only parts of it are generated. */
const GENERATED: readonly {
  readonly path: string;
  readonly text: (current: string) => string;
}[] = [
  { path: 'docs/controls.md', text: controlsPage },
  { path: 'docs/costs.md', text: costsPage },
  { path: 'README.md', text: (current) => readmeWithCosts(readmeWithControls(current)) },
  { path: 'docs/alert.schema.json', text: alertSchemaJson },
  { path: 'docs/sweep-summary.schema.json', text: sweepSummarySchemaJson },
  { path: 'docs/exemption-notice.schema.json', text: exemptionNoticeSchemaJson },
  { path: 'docs/guide/local-aws.md', text: localAwsPage },
  { path: 'docs/alerts.md', text: alertsPage },
];

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const stale = GENERATED.map(({ path, text }) => {
  const current = readOrEmpty(path);
  return { path, current, wanted: text(current) };
}).filter(({ current, wanted }) => current !== wanted);

if (values.check && stale.length > 0) {
  const names = stale.map(({ path }) => path).join(', ');
  console.error(`Not current: ${names}. Run "npm run generate" and commit what it writes.`);
  process.exitCode = 1;
} else {
  for (const { path, wanted } of stale) {
    writeFileSync(fileOf(path), wanted);
    console.log(`wrote ${path}`);
  }
}

function fileOf(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(fileOf(path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
