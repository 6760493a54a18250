import { encryptionEffect, publicAccessBlockEffect } from './effects.ts';
import type { FacetName } from './facet.ts';

interface FacetWords {
  readonly name: string;
  /** What people may notice of a change from one value to another, where it is anything. */
  effect(before: unknown, after: unknown): string | undefined;
}

/** What people call a facet, and what they may notice once it was changed. */
export const FACET_WORDS: Readonly<Record<FacetName, FacetWords>> = {
  encryption: { name: 'Default encryption', effect: encryptionEffect },
  policy: {
    name: 'Bucket policy',
    effect: () => 'Requests that the new policy denies fail with AccessDenied from now on.',
  },
  publicAccessBlock: { name: 'Public access block', effect: publicAccessBlockEffect },
};
