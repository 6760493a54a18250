import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AlertSchema } from '../../shared/core/alert/schema.ts';
import { headline } from '../../shared/core/alert/subject.ts';
import { templateOf } from '../infra/synth.ts';

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const headings = runbook.split('\n').filter((line) => line.startsWith('### '));

describe('the runbook has a heading for each alarm', () => {
  const alarms = Object.keys(templateOf().findResources('AWS::CloudWatch::Alarm'));
  // As in AlarmsSweepErrors and eight digits; an alarm on the sweep stands with that on events.
  const names = alarms.map((id) => id.replace(/^(Alarms(Sweep)?|Silence)(.*).{8}$/, '$3'));
  test.each(names)('%s', (name) => {
    const words = name.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    expect(headings).toContain(`### ${words}`);
  });
});

describe('the runbook says what each alert means and what to do', () => {
  const { obstacle } = AlertSchema.entries.controls.item.entries;
  test.each(obstacle.wrapped.entries.kind.options)('%s', (kind) => {
    const row = runbook.split('\n').find((line) => line.startsWith(`| \`${kind}\` |`));
    expect(row?.split('|').filter((cell) => cell.trim() !== '')).toHaveLength(3);
  });

  const blocked = { id: 'c', title: 't', severity: 'high', status: 'blocked' } as const;
  test.each([
    headline({ outcome: 'fixed', controls: [] }),
    headline({ outcome: 'fixed', controls: [blocked] }),
    headline({ outcome: 'blocked', controls: [blocked] }),
    headline({ outcome: 'slowed', controls: [] }),
    headline({ outcome: 'audited', controls: [] }),
  ])('%s', (words) => {
    expect(headings.join('\n')).toContain(words);
  });
});
