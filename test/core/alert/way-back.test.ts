import { expect, test } from 'vitest';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { emailOf } from '../../../shared/core/alert/email.ts';
import { REPORTS } from './reports.ts';

test('a mail has the command that puts each change back, by its id in the journal', () => {
  const alert = buildAlert(REPORTS.fixed);
  const ids = alert.changes.flatMap(({ id = [] }) => id);
  expect(ids).toHaveLength(1);
  for (const id of ids) expect(emailOf(alert)).toContain(`warden undo ${id} --reason`);
});

test('where nothing was recorded it promises no way back', () => {
  const changes = REPORTS.fixed.changes.map(({ id: _, ...change }) => change);
  const mail = emailOf(buildAlert({ ...REPORTS.fixed, changes } as typeof REPORTS.fixed));
  expect(mail).not.toContain('warden undo');
});
