import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { AlertSchema, buildAlert } from '../shared/core/alert/alert.ts';
import { toNotification } from '../shared/core/alert/notification.ts';
import { REPORTS } from '../test/core/alert/reports.ts';

/** A generated file and what it should hold. */
export interface Generated {
  readonly file: URL;
  readonly text: string;
}

const SCHEMA_FILE = new URL('../docs/alert.schema.json', import.meta.url);
const DOCS_FILE = new URL('../docs/alerts.md', import.meta.url);

/** The JSON Schema of alerts, and the examples in docs/alerts.md: real output for the reports of the tests. */
export function generateAlertDocs(): Generated[] {
  return [
    { file: SCHEMA_FILE, text: schemaText() },
    { file: DOCS_FILE, text: withExamples(readFileSync(DOCS_FILE, 'utf8')) },
  ];
}

function schemaText(): string {
  const { $schema, ...schema } = toJsonSchema(AlertSchema, { target: 'draft-2020-12' });
  const about = {
    $schema,
    title: 'Bucket Warden alert',
    description: '`default` of every message on the alerts topic. See alerts.md.',
  };
  return `${JSON.stringify({ ...about, ...schema }, undefined, 2).replace(LIST_OF_WORDS, onOneLine)}\n`;
}

const LIST_OF_WORDS = /^(.*)\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s*\](,?)$/gm;

/** Short lists stand on one line, as the formatter of this repository wants it. */
function onOneLine(whole: string, start: string, words: string, end: string): string {
  const line = `${start}[${words.replace(/,\n\s+/g, ', ')}]${end}`;
  return line.length <= 100 ? line : whole;
}

/** Fills everything between `<!-- example:KIND OUTCOME -->` and `<!-- /example -->`. */
function withExamples(docs: string): string {
  return docs.replace(
    /(<!-- example:(mail|json|chat) ([\w-]+) -->\n).*?(<!-- \/example -->)/gs,
    (_, start, kind, outcome, end) => `${start}${example(kind, outcome)}${end}`,
  );
}

function example(kind: string, outcome: string): string {
  const report = REPORTS[outcome as keyof typeof REPORTS];
  if (report === undefined) throw new Error(`docs/alerts.md: no report named ${outcome}`);
  const { subject, message, chatMessage } = toNotification(buildAlert(report));
  const { default: alert, email } = JSON.parse(message);
  if (kind === 'mail') return `\`\`\`text\nSubject: ${subject}\n\n${email}\`\`\`\n`;
  const json = JSON.stringify(JSON.parse(kind === 'json' ? alert : chatMessage), undefined, 2);
  return `\`\`\`json\n${json}\n\`\`\`\n`;
}

if (import.meta.main) for (const { file, text } of generateAlertDocs()) writeFileSync(file, text);
