import * as v from 'valibot';
import { fields, text } from './lenient.ts';

/** What EventBridge puts around every event. */
export const Envelope = fields({
  id: text,
  source: text,
  'detail-type': text,
  time: text,
  region: text,
  account: text,
  detail: v.unknown(),
});

export type Envelope = v.InferOutput<typeof Envelope>;
