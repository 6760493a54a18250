import { expect, test } from 'vitest';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';
import { aMomentLater } from '../fakes/stage.ts';
import { lookAt } from '../peers/fixtures.ts';

test.each(['constructor', 'prototype', '__proto__'])(
  'a bucket named %s is repaired, recorded and then compliant like any other',
  async (name) => {
    const s3 = new FakeS3(JSON.parse(`{"${name}":{}}`));
    const services = { journal: new MemoryJournal(), tell: async () => [] };
    const reconcile = async () =>
      (await lookAt(s3, name, 'SSE-S3', services)).results.map(({ status }) => status);
    expect(await reconcile()).toContain('fixed');
    const states = [...services.journal.entries.values()].map(({ bucket, state }) => [
      bucket.name,
      state,
    ]);
    expect(new Set(states.map(String))).toEqual(new Set([`${name},applied`]));
    await aMomentLater();
    expect(new Set(await reconcile())).toEqual(new Set(['compliant']));
  },
);
