import { type Notification, toNotification } from '../../shared/core/alert/notification.ts';
import { AlertSchema } from '../../shared/core/alert/schema.ts';
import { toNoticeNotification } from '../../shared/core/exemption-notice/notification.ts';
import { ExemptionNoticeSchema } from '../../shared/core/exemption-notice/schema.ts';
import { toSweepNotification } from '../../shared/core/sweep-summary/notification.ts';
import { SweepSummarySchema } from '../../shared/core/sweep-summary/schema.ts';
import { REPORTS, toldAlert } from '../../test/core/alert/reports.ts';
import { NOTICES } from '../../test/core/exemption-notice/notices.ts';
import { SUMMARIES } from '../../test/core/sweep-summary/summaries.ts';
import { schemaJson } from './schema-json.ts';

/** docs/alert.schema.json: the JSON Schema of alerts. */
export function alertSchemaJson(): string {
  return schemaJson(AlertSchema, 'Bucket Warden alert', whereOf('alert'));
}

/** docs/sweep-summary.schema.json: the JSON Schema of the summaries of sweeps. */
export function sweepSummarySchemaJson(): string {
  return schemaJson(SweepSummarySchema, 'Bucket Warden sweep summary', whereOf('sweep-summary'));
}

/** docs/exemption-notice.schema.json: the JSON Schema of notices of exemptions that end. */
export function exemptionNoticeSchemaJson(): string {
  const title = 'Bucket Warden exemption notice';
  return schemaJson(ExemptionNoticeSchema, title, whereOf('exemption-notice'));
}

function whereOf(kind: string): string {
  return `\`default\` of every message of the kind \`${kind}\` on the alerts topic. See alerts.md.`;
}

/** What the examples show, by name: the samples of the tests. */
const EXAMPLES: Readonly<Record<string, Notification>> = {
  ...mapValues(REPORTS, (report) => toNotification(toldAlert(report))),
  ...mapValues(SUMMARIES, toSweepNotification),
  ...mapValues(NOTICES, toNoticeNotification),
};

/**
 * docs/alerts.md with real output, for the samples of the tests, between each
 * `<!-- example:KIND NAME -->` and `<!-- /example -->`.
 */
export function alertsPage(current: string): string {
  return current.replace(
    /(<!-- example:(mail|json|chat) ([\w-]+) -->\n).*?(<!-- \/example -->)/gs,
    (_, start, kind, name, end) => `${start}${example(kind, name)}${end}`,
  );
}

function example(kind: string, name: string): string {
  const notification = EXAMPLES[name];
  if (notification === undefined) throw new Error(`docs/alerts.md: no sample named ${name}`);
  const { subject, message, chatMessage } = notification;
  const { default: data, email } = JSON.parse(message);
  if (kind === 'mail') return `\`\`\`text\nSubject: ${subject}\n\n${email}\`\`\`\n`;
  const json = JSON.stringify(JSON.parse(kind === 'json' ? data : chatMessage), undefined, 2);
  return `\`\`\`json\n${json}\n\`\`\`\n`;
}

function mapValues<Value, Mapped>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
