import { defineConfig } from '../../../shared/settings.ts';

/** As they are where nobody says anything. */
export default defineConfig({});
