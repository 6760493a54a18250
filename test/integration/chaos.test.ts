import { expect, test } from 'vitest';
import { startLocalAws } from '../../local/start.ts';
import { runChaos } from '../../scripts/chaos/run.ts';
import { SETTINGS_FILE } from '../../scripts/chaos/storm.ts';

test('a small storm breaks no promise (npm run chaos has a large one)', async () => {
  await using aws = await startLocalAws({ config: SETTINGS_FILE });
  const seed = Math.trunc(Math.random() * 2 ** 31);
  // Without forged edits, which hold policies back for minutes: the test would wait for those alone.
  const options = { seed, buckets: 10, events: 80, forgesEdits: false, onProgress: () => {} };
  const { broken, figures } = await runChaos(aws, options);
  expect(broken, `seed ${seed}`).toEqual([]);
  expect(figures.events).toBe(80);
  expect(figures.failedShare).toBeGreaterThan(0.2);
});
