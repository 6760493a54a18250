import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { templateOf } from '../infra/synth.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The text under a heading, up to the next one of its level. */
function section(heading: string): string {
  const [, text = ''] = readme.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

test('a Slack workspace is authorised before the deployment that needs it', () => {
  const steps = section('Deploy it to an account').match(/^\d\. .*(\n {3}.*)*/gm) ?? [];
  const numberOf = (words: RegExp) => steps.findIndex((step) => words.test(step));
  expect(numberOf(/authorise the workspace/)).toBeGreaterThanOrEqual(0);
  expect(numberOf(/authorise the workspace/)).toBeLessThan(numberOf(/`npm run deploy`/));
});

test('what stays after the stack is deleted is named, with the way to delete it', () => {
  const stays = section('Deploy it to an account').split('### What stays')[1] ?? '';
  const kept = Object.values(templateOf({ trail: 'create' }).toJSON().Resources as object)
    .filter(({ DeletionPolicy }) => /^Retain/.test(DeletionPolicy))
    .map(({ Type }) => Type);
  expect(kept.sort()).toEqual(['AWS::DynamoDB::Table', 'AWS::S3::Bucket']);
  expect(stays).toContain('aws dynamodb delete-table');
  expect(stays).toContain('aws s3 rb');
});
