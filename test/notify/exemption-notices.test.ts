import { beforeEach, describe, expect, test } from 'vitest';
import type { NoticeMessage } from '../../shared/core/exemption-notice/schema.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import type { Notice, NoticeStore } from '../../shared/journal/notices.ts';
import type { Audience, Untold } from '../../shared/notify/alerts.ts';
import { tellOfExemptions } from '../../shared/notify/exemption-notices.ts';
import type { SettingsExemption } from '../../shared/reconcile/exempting.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T03:04:12.980Z');
const CONTROLS = [{ id: 'tls-only', severity: 'high' }] as const;
const HOME = { account: '111122223333', region: 'eu-central-1' };

/** What the fake topics take from now on: those named here take nothing. */
let refusing: string[];
let marks: Map<string, { untold: readonly string[]; expiresAt: number }>;
let published: { message: NoticeMessage; audience: Audience | undefined }[];

beforeEach(() => {
  refusing = [];
  marks = new Map();
  published = [];
});

const markOf = ({ exemption, stage }: Notice) =>
  `${exemption.id ?? exemption.bucket} ${exemption.expires} ${stage}`;

const notices: NoticeStore = {
  untoldTopics: async (notice) => marks.get(markOf(notice))?.untold,
  markSent: async (notice, untold, expiresAt) => {
    marks.set(markOf(notice), { untold, expiresAt });
  },
};

/** One run of the sweep, `days` later. */
function run(
  exemptions: readonly DynamicExemption[],
  days = 0,
  ofSettings: readonly SettingsExemption[] = [],
  store: NoticeStore = notices,
) {
  return tellOfExemptions(
    {
      store: {
        list: async () => [...exemptions],
        claim: async () => true,
        markTold: async () => {},
      },
      settings: { controls: { 'tls-only': 'enforce' }, exemptions: ofSettings },
      controls: CONTROLS,
      home: HOME,
      notices: store,
      publish: async ({ message }, audience): Promise<Untold[]> => {
        published.push({ message: JSON.parse(JSON.parse(message).default), audience });
        return refusing.map((topicArn) => ({ topicArn, error: new Error('refused') }));
      },
    },
    NOW + days * DAY,
  );
}

/** A person's exemption that lasts for 90 days in all. */
function ending(inDays: number, id = 'one'): DynamicExemption {
  return {
    source: 'person',
    id,
    bucket: `bucket-${id}`,
    controls: ['tls-only'],
    reason: 'old clients',
    owner: 'alice',
    expires: new Date(NOW + inDays * DAY).toISOString(),
    createdAt: new Date(NOW + (inDays - 90) * DAY).toISOString(),
    toldAt: new Date(NOW + (inDays - 90) * DAY).toISOString(),
  };
}

const told = () =>
  published.map(({ message: { stage, exemptions } }) => [
    stage,
    ...exemptions.map(({ bucket }) => bucket),
  ]);

describe('an exemption', () => {
  test('is told of once before its end and once after, by daily runs', async () => {
    for (let day = 0; day < 60; day += 1) await run([ending(10.5)], day);
    expect(told()).toEqual([
      ['soon', 'bucket-one'],
      ['ended', 'bucket-one'],
    ]);
    expect(published.map(({ message }) => message.time)).toEqual([
      new Date(NOW + 4 * DAY).toISOString(),
      new Date(NOW + 11 * DAY).toISOString(),
    ]);
  });

  test('by an undo is told of two days before its end, not right after it was made', async () => {
    const undo = { ...ending(7), createdAt: new Date(NOW).toISOString() };
    for (let day = 0; day < 10; day += 1) await run([undo], day);
    expect(published.map(({ message: { stage, time } }) => [stage, time])).toEqual([
      ['soon', new Date(NOW + 5 * DAY).toISOString()],
      ['ended', new Date(NOW + 7 * DAY).toISOString()],
    ]);
  });

  test('of the settings is told of too, once however often it is deployed', async () => {
    const ofSettings = {
      bucket: 'legacy-*',
      reason: 'old clients',
      owner: 'team-web',
      expires: '2026-11-27',
    };
    for (let day = 0; day < 10; day += 1) await run([], day, [structuredClone(ofSettings)]);
    expect(told()).toEqual([
      ['soon', 'legacy-*'],
      ['ended', 'legacy-*'],
    ]);
    expect(published[0]?.message).toMatchObject({
      ...HOME,
      severity: 'high',
      exemptions: [
        {
          source: 'settings',
          controls: [{ id: 'tls-only', severity: 'high', mode: 'enforce' }],
          expires: '2026-11-27T23:59:59.999Z',
        },
      ],
    });
  });

  test('that was prolonged is not told of', async () => {
    const longer = { ...ending(40), id: 'two', bucket: 'bucket-one' };
    await run([ending(3), longer]);
    await run([ending(3), longer], 4);
    expect(told()).toEqual([]);
  });

  test('that was ended by hand is not told of again', async () => {
    await run([ending(3)]);
    await run([], 4);
    expect(told()).toEqual([['soon', 'bucket-one']]);
  });

  test('that ended long ago is not told of', async () => {
    await run([ending(-31)]);
    expect(told()).toEqual([]);
  });

  test('is remembered for as long as it could be told of again', async () => {
    await run([ending(3)]);
    const [mark] = marks.values();
    expect(mark?.expiresAt).toBe(Math.ceil((NOW + 33 * DAY) / 1000));
  });
});

describe('several that end', () => {
  test('are one notice for each stage, the first to end first', async () => {
    await run([ending(5, 'b'), ending(3, 'a'), ending(-1, 'c'), ending(20, 'd')]);
    expect(told()).toEqual([
      ['soon', 'bucket-a', 'bucket-b'],
      ['ended', 'bucket-c'],
    ]);
  });

  test('are not told together with those that were told before', async () => {
    await run([ending(5, 'a')]);
    await run([ending(5, 'a'), ending(6, 'b')]);
    expect(told()).toEqual([
      ['soon', 'bucket-a'],
      ['soon', 'bucket-b'],
    ]);
  });

  test('are all told of, however many they are', async () => {
    const many = Array.from({ length: 45 }, (_, index) => ending(3, `n${index}`));
    await run(many);
    await run(many);
    expect(published.map(({ message }) => message.exemptions.length)).toEqual([20, 20, 5]);
  });
});

describe('a topic that does not take a notice', () => {
  test('gets it from the next run, and the others do not', async () => {
    refusing = ['arn:chat'];
    await run([ending(5)]);
    refusing = [];
    await run([ending(5), ending(6, 'new')], 1);
    await run([ending(5), ending(6, 'new')], 2);
    expect(published.map(({ audience }) => audience)).toEqual([
      undefined,
      { only: ['arn:chat'] },
      undefined,
    ]);
    expect(told().slice(1)).toEqual([
      ['soon', 'bucket-one'],
      ['soon', 'bucket-new'],
    ]);
  });
});

test('a run that breaks off between telling and remembering tells again', async () => {
  const crashing = { ...notices, markSent: () => Promise.reject(new Error('crash')) };
  await expect(run([ending(5)], 0, [], crashing)).rejects.toThrow('crash');
  await run([ending(5)]);
  expect(told()).toHaveLength(2);
});

test('gives what ends within seven days, with the controls that judge again', async () => {
  const everything = { ...ending(6.9, 'all'), controls: ['tls-only', 'off-here'] };
  const found = await run([
    ending(7.1, 'later'),
    everything,
    ending(1, 'soon'),
    ending(-1, 'over'),
  ]);
  expect(found).toEqual([ending(1, 'soon'), { ...everything, controls: ['tls-only'] }]);
});
