import { toJsonSchema } from '@valibot/to-json-schema';
import { buildAlert } from '../../shared/core/alert/alert.ts';
import { toNotification } from '../../shared/core/alert/notification.ts';
import { AlertSchema } from '../../shared/core/alert/schema.ts';
import { REPORTS } from '../../test/core/alert/reports.ts';

/** docs/alert.schema.json: the JSON Schema of alerts. */
export function alertSchemaJson(): string {
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

/**
 * docs/alerts.md with real output, for the reports of the tests, between each
 * `<!-- example:KIND OUTCOME -->` and `<!-- /example -->`.
 */
export function alertsPage(current: string): string {
  return current.replace(
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
