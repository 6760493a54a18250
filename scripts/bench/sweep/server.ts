import { serve } from './serve.ts';

/*
 * The bench server as a process of its own, so that it shares no event loop with what is measured. It takes
 * its options as JSON, says where it is in a message, and ends with the process that started it.
 */

const server = await serve(JSON.parse(process.argv[2] ?? '{}'));
process.once('disconnect', () => void server.close());
process.send?.(server.endpoint);
