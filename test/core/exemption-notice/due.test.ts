import { expect, test } from 'vitest';
import { stageOf } from '../../../shared/core/exemption-notice/due.ts';

const DAY = 86_400_000;
const END = 1_000 * DAY;

test.each([
  ['seven days and a bit before', 7 * DAY + 1, undefined],
  ['seven days before', 7 * DAY, 'soon'],
  ['right before its end', 1, 'soon'],
  ['at its end', 0, 'ended'],
  ['not quite a month after', -30 * DAY + 1, 'ended'],
  ['a month after', -30 * DAY, undefined],
] as const)('an exemption of the settings, %s', (_, left, stage) => {
  expect(stageOf({ endsMs: END }, END - left)).toBe(stage);
});

test.each([
  ['long, seven days before', 90, 7, 'soon'],
  ['of a bit more than eight days, seven days before', 8.1, 7, 'soon'],
  ['of eight days, seven days before', 8, 7, undefined],
  ['by an undo, right after it was made', 7, 7, undefined],
  ['by an undo, a bit more than two days before', 7, 2.1, undefined],
  ['by an undo, two days before', 7, 2, 'soon'],
  ['of a bit more than three days, two days before', 3.1, 2, 'soon'],
  ['of three days, an hour before', 3, 1 / 24, undefined],
  ['of three days, at its end', 3, 0, 'ended'],
] as const)('an exemption %s', (_, lasts, left, stage) => {
  expect(stageOf({ createdMs: END - lasts * DAY, endsMs: END }, END - left * DAY)).toBe(stage);
});
