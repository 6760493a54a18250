import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { GenericSchema } from 'valibot';
import { describe, expect, test } from 'vitest';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { toNotification } from '../../../shared/core/alert/notification.ts';
import { AlertSchema } from '../../../shared/core/alert/schema.ts';
import { toNoticeNotification } from '../../../shared/core/exemption-notice/notification.ts';
import { ExemptionNoticeSchema } from '../../../shared/core/exemption-notice/schema.ts';
import { toSweepNotification } from '../../../shared/core/sweep-summary/notification.ts';
import { SweepSummarySchema } from '../../../shared/core/sweep-summary/schema.ts';
import { NOTICES } from '../exemption-notice/notices.ts';
import { runs } from '../runs.ts';
import { SUMMARIES } from '../sweep-summary/summaries.ts';
import { largeReport, oddReport } from './arbitraries.ts';
import { REPORTS } from './reports.ts';

const schema = JSON.parse(read('alert.schema.json'));
const validate = compile(schema);

describe('alert.schema.json', () => {
  test('asks for neither more nor less than the code does', () => {
    expectSame(schema, AlertSchema);
  });

  test.each(Object.entries(REPORTS))('takes an alert of what was %s', (_, report) => {
    validate(published(report));
    expect(validate.errors).toBeNull();
  });

  test('takes any alert, shortened ones too', () => {
    fc.assert(
      fc.property(fc.oneof(oddReport, largeReport), (report) => {
        validate(published(report));
        expect(validate.errors).toBeNull();
      }),
      { numRuns: runs(30) },
    );
  });

  test('refuses what is no alert', () => {
    expect(validate({ ...published(REPORTS.fixed), version: '1.0' })).toBe(false);
    expect(validate({ ...published(REPORTS.fixed), bucket: undefined })).toBe(false);
  });

  test('has no field that alerts.md does not explain', () => {
    expectExplained(schema, read('alerts.md'));
  });
});

describe.each([
  [
    'sweep-summary',
    SweepSummarySchema,
    () => Object.values(SUMMARIES).map(toSweepNotification),
    'The summary of a sweep',
  ],
  [
    'exemption-notice',
    ExemptionNoticeSchema,
    () => Object.values(NOTICES).map(toNoticeNotification),
    'Notices of exemptions',
  ],
])('%s.schema.json', (kind, code, notifications, title) => {
  const ofKind = JSON.parse(read(`${kind}.schema.json`));
  const validateKind = compile(ofKind);

  test('asks for neither more nor less than the code does', () => {
    expectSame(ofKind, code);
  });

  test('takes each sample, and no alert', () => {
    for (const { message } of notifications()) {
      validateKind(JSON.parse(JSON.parse(message).default));
      expect(validateKind.errors).toBeNull();
    }
    expect(validateKind(published(REPORTS.fixed))).toBe(false);
  });

  test('has no field that its section of alerts.md does not explain', () => {
    const section = read('alerts.md')
      .split('\n## ')
      .find((text) => text.startsWith(title));
    expectExplained(ofKind, section?.split('\n### ')[0] ?? '');
  });
});

function expectSame(
  { title, description, ...documented }: Record<string, unknown>,
  code: GenericSchema,
): void {
  const { $schema, ...generated } = toJsonSchema(code, { target: 'draft-2020-12' });
  expect(documented).toEqual({ $schema, ...generated });
}

function compile(of: object) {
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile(of);
}

function expectExplained(of: object, docs: string): void {
  for (const field of fieldsOf(of)) expect(docs).toContain(field);
}

function published(report: Parameters<typeof buildAlert>[0]) {
  return JSON.parse(JSON.parse(toNotification(buildAlert(report)).message).default);
}

function read(file: string): string {
  return readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
}

function fieldsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const properties = (value as { properties?: object }).properties ?? {};
  return [...Object.keys(properties), ...Object.values(value).flatMap(fieldsOf)];
}
