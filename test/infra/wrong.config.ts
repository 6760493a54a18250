import { defineConfig } from '../../shared/settings.ts';

/** What somebody writes who thinks of the API's name instead of S3's. */
export default defineConfig({ encryption: { minimum: 'AES256' as 'SSE-S3' } });
