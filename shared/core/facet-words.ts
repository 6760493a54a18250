import type { FacetName } from './facet.ts';

/** What people call a facet, and what they may notice once it was changed. */
export const FACET_WORDS: Readonly<Record<FacetName, { name: string; effect?: string }>> = {
  encryption: { name: 'Default encryption' },
  policy: {
    name: 'Bucket policy',
    effect: 'Requests that the new policy denies fail with AccessDenied from now on.',
  },
  publicAccessBlock: {
    name: 'Public access block',
    effect: 'Public access to the bucket fails with AccessDenied from now on.',
  },
};
