import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { toNotification } from '../../../shared/core/alert/notification.ts';
import { AlertSchema } from '../../../shared/core/alert/schema.ts';
import { runs } from '../runs.ts';
import { largeReport, oddReport } from './arbitraries.ts';
import { REPORTS } from './reports.ts';

const schema = JSON.parse(read('alert.schema.json'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

describe('alert.schema.json', () => {
  test('asks for neither more nor less than the code does', () => {
    const { $schema, ...generated } = toJsonSchema(AlertSchema, { target: 'draft-2020-12' });
    const { title, description, ...documented } = schema;
    expect(documented).toEqual({ $schema, ...generated });
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
  }, 60_000);

  test('refuses what is no alert', () => {
    expect(validate({ ...published(REPORTS.fixed), version: '2.0' })).toBe(false);
    expect(validate({ ...published(REPORTS.fixed), bucket: undefined })).toBe(false);
  });

  test('has no field that alerts.md does not explain', () => {
    const docs = read('alerts.md');
    for (const field of fieldsOf(schema)) expect(docs).toContain(field);
  });
});

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
