import { beforeEach, describe, expect, test } from 'vitest';
import type { NoticeMessage } from '../../shared/core/exemption-notice/schema.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import { CLAIM_MS } from '../../shared/journal/exemptions.ts';
import type { Audience, Untold } from '../../shared/notify/alerts.ts';
import {
  type NewsServices,
  newsAmong,
  newsOf,
  tellNews,
  tellOne,
} from '../../shared/notify/exemption-news.ts';
import { tellOfExemptions } from '../../shared/notify/exemption-notices.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T03:04:12.980Z');
const ADA = 'arn:aws:iam::111122223333:user/ada';

/** The table, and what the topics heard; those that are named in `refusing` take nothing. */
let table: Map<string, DynamicExemption>;
let refusing: string[];
let published: { message: NoticeMessage; audience: Audience | undefined }[];
let marks: Map<string, readonly string[]>;

beforeEach(() => {
  table = new Map();
  refusing = [];
  published = [];
  marks = new Map();
});

const change = (id: string, parts: Partial<DynamicExemption>) => {
  const before = table.get(id);
  if (before) table.set(id, { ...before, ...parts });
};

const services: NewsServices = {
  store: {
    claim: async ({ id }, nowMs) => {
      const { toldAt, claimedUntilMs = 0 } = table.get(id) ?? { toldAt: 'gone' };
      if (toldAt !== undefined || claimedUntilMs > nowMs) return false;
      change(id, { claimedUntilMs: nowMs + CLAIM_MS });
      return true;
    },
    markTold: async ({ id }) => change(id, { toldAt: new Date(NOW).toISOString() }),
  },
  settings: { controls: { 'tls-only': 'enforce', 'default-encryption': 'off' } },
  controls: [
    { id: 'tls-only', severity: 'high' },
    { id: 'default-encryption', severity: 'medium' },
  ],
  home: { account: '111122223333', region: 'eu-central-1' },
  notices: {
    untoldTopics: async ({ exemption, stage }) => marks.get(`${exemption.id} ${stage}`),
    markSent: async ({ exemption, stage }, untold) =>
      void marks.set(`${exemption.id} ${stage}`, untold),
  },
  publish: async ({ message }, audience): Promise<Untold[]> => {
    published.push({ message: JSON.parse(JSON.parse(message).default), audience });
    return refusing.map((topicArn) => ({ topicArn, error: new Error('denied') }));
  },
};

function put(parts: Partial<DynamicExemption> = {}): DynamicExemption {
  const exemption: DynamicExemption = {
    ...{ source: 'person', id: 'one', bucket: 'orders', controls: ['tls-only'] },
    ...{ reason: 'old clients', owner: 'team-web', madeBy: ADA },
    createdAt: new Date(NOW - DAY).toISOString(),
    expires: new Date(NOW + 6 * DAY).toISOString(),
    ...parts,
  };
  table.set(exemption.id, exemption);
  return exemption;
}

const recalled = () => [...table.values()];
/** What a look that recalled these does. */
const look = (nowMs = NOW, exemptions = recalled()) =>
  tellNews(services, newsAmong(services, exemptions, nowMs), nowMs);
/** What a sweep does at its end. */
const sweep = (nowMs: number) => {
  const store = { ...services.store, list: async () => recalled() };
  return tellOfExemptions({ ...services, store }, nowMs);
};
const told = () => published.map(({ message }) => `${message.stage} ${message.exemptions[0]?.id}`);

describe('an exemption that no command told of', () => {
  test('is told once by whoever finds it, look or sweep, with who made it', async () => {
    put();
    await look();
    await look(NOW + MINUTE);
    await sweep(NOW + 2 * MINUTE);
    expect(told()).toEqual(['made one']);
    expect(published[0]?.message).toMatchObject({
      severity: 'high',
      exemptions: [
        {
          ...{ bucket: 'orders', owner: 'team-web', madeBy: ADA, reason: 'old clients' },
          controls: [{ id: 'tls-only', severity: 'high', mode: 'enforce' }],
        },
      ],
    });
  });

  test('is told by the sweep at the latest', async () => {
    put();
    await sweep(NOW);
    expect(told()).toEqual(['made one']);
  });

  test('is told by one of two looks that found it at once', async () => {
    put();
    const found = recalled();
    await Promise.all([look(NOW, found), look(NOW, found)]);
    expect(told()).toEqual(['made one']);
  });

  test('and that is gone by now is not told of', async () => {
    put();
    const found = recalled();
    table.clear();
    await look(NOW, found);
    expect(told()).toEqual([]);
  });

  test('is told with the end that counts, however long it was written to last', async () => {
    put({ expires: '2999-01-01T00:00:00.000Z' });
    await look();
    expect(published[0]?.message.exemptions[0]?.expires).toBe(
      new Date(NOW + 364 * DAY).toISOString(),
    );
  });

  test('from a control that is off is told of as such', async () => {
    put({ controls: ['default-encryption'] });
    await look();
    expect(published[0]?.message.exemptions[0]?.controls).toMatchObject([{ mode: 'off' }]);
  });

  test.each<[string, Partial<DynamicExemption>]>([
    ['is over', { expires: new Date(NOW - 1).toISOString() }],
    ['is from no control that there is', { controls: ['constructor'] }],
    ['does not count, as it says nothing of its beginning', { createdAt: 'once' }],
  ])('is not told of where it %s', async (_what, parts) => {
    put(parts);
    await look();
    expect(told()).toEqual([]);
  });
});

test('of very many fifty are told at a time, and all of them in the end', async () => {
  for (let number = 0; number < 120; number += 1) put({ id: `e-${number}` });
  await sweep(NOW);
  expect(told()).toHaveLength(50);
  await sweep(NOW + DAY);
  await sweep(NOW + 2 * DAY);
  expect(new Set(told()).size).toBe(120);
});

describe('an exemption by a command', () => {
  const claimed = { claimedUntilMs: NOW + CLAIM_MS };

  test('is left to the command, and told by the service where that died', async () => {
    put(claimed);
    await look(NOW + MINUTE);
    expect(told()).toEqual([]);
    await look(NOW + CLAIM_MS + 1);
    expect(told()).toEqual(['made one']);
  });

  test('with a claim that no command makes is told of at once', async () => {
    put({ claimedUntilMs: NOW + DAY });
    expect(newsAmong(services, recalled(), NOW)).toHaveLength(1);
  });

  test('has one id, whoever tells it and whenever', async () => {
    const exemption = put(claimed);
    const news = newsOf(services, exemption, NOW);
    if (news) await tellOne(services, news, NOW);
    // It published, and died before it could note that.
    marks.clear();
    change('one', { toldAt: undefined } as object);
    put({ id: 'two', bucket: 'other' });
    await sweep(NOW + DAY);
    expect(told().sort()).toEqual(['made one', 'made one', 'made two']);
    const ids = published.map(({ message }) => message.id);
    expect(new Set(ids).size).toBe(2);
  });

  test('that may not publish leaves it to the service, which tells those who missed it', async () => {
    refusing = ['arn:alerts', 'arn:chat'];
    const news = newsOf(services, put(claimed), NOW);
    const untold = news && (await tellOne(services, news, NOW));
    expect(untold?.map(({ topicArn }) => topicArn)).toEqual(refusing);
    refusing = [];
    await look(NOW + CLAIM_MS + 1);
    await look(NOW + DAY);
    expect(published.map(({ audience }) => audience)).toEqual([
      undefined,
      { only: ['arn:alerts', 'arn:chat'] },
    ]);
  });
});

describe('an exemption that was ended by hand', () => {
  const withdrawn = { at: new Date(NOW).toISOString(), by: 'user/eve', byArn: ADA };
  const ended = { withdrawn, expires: withdrawn.at };

  test('is told once, with who ended it, and not as one that has ended', async () => {
    put({ ...ended, claimedUntilMs: NOW + CLAIM_MS });
    await sweep(NOW + DAY);
    await sweep(NOW + 2 * DAY);
    expect(told()).toEqual(['withdrawn one']);
    expect(published[0]?.message.exemptions[0]).toMatchObject({ withdrawn });
  });
});
