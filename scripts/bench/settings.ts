import { defineConfig } from '../../shared/settings.ts';

/** The defaults, but for the time that a bucket is left alone first: it is no part of handling it. */
export default defineConfig({ settleSeconds: 0 });
