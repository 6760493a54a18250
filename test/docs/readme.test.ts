import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { templateOf } from '../infra/synth.ts';

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = textOf('README.md');
const deploying = textOf('docs/guide/deploying.md');

test('README is short enough for a stranger', () => {
  expect(readme.split('\n').length - 1).toBeLessThanOrEqual(180);
});

test.each([
  ['README', readme.split('\n## Deploy it\n')[1]?.split('\n## ')[0] ?? ''],
  ['the page', deploying],
])('%s has a Slack workspace authorised before the deployment that needs it', (_where, text) => {
  const steps = text.match(/^\d\. .*(\n {3}.*)*/gm) ?? [];
  const numberOf = (words: RegExp) => steps.findIndex((step) => words.test(step));
  expect(numberOf(/authorise the workspace/)).toBeGreaterThanOrEqual(0);
  expect(numberOf(/authorise the workspace/)).toBeLessThan(numberOf(/`npm run deploy`/));
});

test('what stays after the stack is deleted is named, with the way to delete it', () => {
  const stays = deploying.split('## What stays')[1] ?? '';
  const kept = Object.values(templateOf({ trail: 'create' }).toJSON().Resources as object)
    .filter(({ DeletionPolicy }) => /^Retain/.test(DeletionPolicy))
    .map(({ Type }) => Type);
  expect(kept.sort()).toEqual(['AWS::DynamoDB::Table', 'AWS::S3::Bucket']);
  expect(stays).toContain('aws dynamodb delete-table');
  expect(stays).toContain('aws s3 rb');
});
