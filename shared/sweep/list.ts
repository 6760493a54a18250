import { listBucketPage } from '../aws/buckets.ts';
import { withPatience } from '../aws/pace.ts';
import { chunkIdOf } from '../core/sweep/chunk-id.ts';
import { inChunks } from '../core/sweep/chunks.ts';
import type { ChunkMessage } from '../core/sweep/message.ts';
import { isComplete, type SweepProgress } from '../core/sweep/progress.ts';
import { findUnended } from './find-unended.ts';
import { finishOrHandOn } from './finish.ts';
import type { Deadline, SweepServices } from './services.ts';

/** Enough for one more page, tries included. */
const PAGE_MS = 15_000;

/** So much of that is kept for what was sent and not answered yet, and to keep the page. */
const KEPT_MS = 5_000;

/**
 * Lists the account's buckets page by page and hands them out in chunks. A page is kept before its chunks are
 * sent, so that whoever goes on after a crash sends the same chunks; it goes on where the time ends.
 */
export async function listAndHandOut(
  services: SweepServices,
  sweep: string,
  deadline: Deadline,
): Promise<void> {
  const { store, limits } = services;
  for (;;) {
    const progress = await findUnended(services, sweep);
    if (progress === undefined) return;
    if (progress.sentPages < progress.listedPages) {
      await handOut(services, progress);
    } else if (progress.isListed) {
      if (isComplete(progress)) await finishOrHandOn(services, sweep, deadline);
      return;
    } else {
      const { token } = progress;
      const page = await withPatience(
        () => deadline.remainingMs() - KEPT_MS,
        () => listBucketPage(services.home, { token, size: limits.pageSize }),
      );
      const buckets = page.buckets.map(({ name, region = services.own.region }) => ({
        name,
        region,
      }));
      const { chunkSize } = limits;
      const chunks = inChunks(buckets, chunkSize).length;
      await store.addPage(progress, { buckets, chunkSize, next: page.next, chunks });
    }
    if (deadline.remainingMs() < PAGE_MS) {
      await services.send([{ kind: 'list', sweep }]);
      return;
    }
  }
}

async function handOut(services: SweepServices, { id, sentPages }: SweepProgress): Promise<void> {
  const page = await services.store.findPage(id, sentPages);
  if (page === undefined) throw new Error(`page ${sentPages} of sweep ${id} is gone`);
  const chunks = inChunks(page.buckets, page.chunkSize).map(
    (_, index): ChunkMessage => ({
      kind: 'chunk',
      sweep: id,
      chunk: chunkIdOf({ page: sentPages, index, rests: 0 }),
    }),
  );
  await services.send(chunks);
  await services.store.pageSent(id, sentPages);
}
