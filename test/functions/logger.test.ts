import { expect, test, vi } from 'vitest';
import { createLogger } from '../../functions/logger.ts';

test('a log line holds nothing that a terminal would obey, in values, in names and in errors', () => {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  const lines: string[] = [];
  for (const level of ['info', 'log', 'warn'] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(line));
  }
  const reason = 'a\u0000b\u001b[2Jc\u007fd\u009b2Je\u2028f\u202eg\ud800';
  const logger = createLogger();
  logger.info('said', { reason, list: [reason], of: { [`name\u009b`]: 1 }, lines: 'a\nb' });
  logger.warn('failed', new Error(reason));
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    const { message } = JSON.parse(line);
    expect(['said', 'failed']).toContain(message);
    expect(line.replaceAll(/\n\s*/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    expect(line).toContain('\\\\u009b2J');
  }
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ of: { 'name\\u009b': 1 }, lines: 'a\nb' });
});
