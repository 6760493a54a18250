import { defineConfig } from '../../shared/settings.ts';

/**
 * The defaults, but for the time that a bucket is left alone first, which is no part of handling it, and for
 * the first sweep, which would only audit.
 */
export default defineConfig({ settleSeconds: 0, firstSweep: 'enforce' });
