import * as v from 'valibot';
import { region } from '../root.ts';
import type { Bus } from './bus.ts';
import type { Call } from './calls.ts';
import type { EventHistory } from './event-history.ts';
import type { Faults } from './faults.ts';
import type { Holds } from './holds.ts';
import type { StaleReads } from './stale-reads.ts';

/** What can be controlled through `/_local/`. */
export interface Controlled {
  calls: Call[];
  faults: Faults;
  holds: Holds;
  bus: Bus;
  history: EventHistory;
  staleReads: StaleReads;
  plantPolicy(bucket: string, policy: string): Promise<void>;
  /** Puts any event on the bus, whatever the bus's behaviour. Returns its id. */
  putEvent(event: v.InferOutput<typeof anyEvent>): Promise<string>;
}

export interface ControlAnswer {
  status: number;
  body?: unknown;
}

const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const milliseconds = v.pipe(v.number(), v.minValue(0));
const caller = v.picklist(['service', 'other']);

const faultList = v.array(
  v.pipe(
    v.strictObject({
      operation: v.optional(v.string()),
      caller: v.optional(caller),
      bucket: v.optional(v.string()),
      region: v.optional(v.string()),
      rate,
      fault: v.picklist([
        'latency',
        '503',
        '409',
        '500',
        'reset',
        'lost',
        'timeout',
        '403',
        'error',
      ]),
      latencyMs: v.optional(milliseconds),
      error: v.optional(
        v.strictObject({
          status: v.pipe(v.number(), v.minValue(400), v.maxValue(599)),
          code: v.string(),
          message: v.string(),
        }),
      ),
    }),
    v.forward(
      v.partialCheck(
        [['fault'], ['latencyMs']],
        ({ fault, latencyMs }) => fault !== 'latency' || latencyMs !== undefined,
        'a fault of latency needs latencyMs',
      ),
      ['latencyMs'],
    ),
    v.forward(
      v.partialCheck(
        [['fault'], ['error']],
        ({ fault, error }) => fault !== 'error' || error !== undefined,
        'a fault of error needs the error',
      ),
      ['error'],
    ),
  ),
);

const behaviour = v.strictObject({
  deliver: v.optional(v.boolean(), true),
  delayMs: v.optional(milliseconds, 0),
  duplicate: v.optional(rate, 0),
  shuffle: v.optional(v.boolean(), false),
});

const cloudTrail = v.strictObject({ delayMs: v.optional(milliseconds, 0) });

// What else an event has is the bus's to say: id, time, account, version.
const anyEvent = v.object({
  source: v.string(),
  'detail-type': v.string(),
  detail: v.record(v.string(), v.unknown()),
  region: v.optional(v.pipe(v.string(), v.nonEmpty()), region),
  resources: v.optional(v.array(v.string()), []),
});

const hold = v.strictObject({
  operation: v.string(),
  caller: v.optional(caller),
  bucket: v.optional(v.string()),
});

const staleReads = v.array(
  v.strictObject({
    operation: v.pipe(v.string(), v.startsWith('Get')),
    caller: v.optional(caller),
    bucket: v.optional(v.string()),
    times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  }),
);

/** Answers a request to `/_local/…`, with 400 and the reason where its body is not right. */
export async function control(
  local: Controlled,
  method: string,
  path: string,
  body: string,
): Promise<ControlAnswer> {
  const [, , subject = '', id = ''] = path.split('/');
  try {
    const answer = await route(local, `${method} ${subject}${id && ' id'}`, id, body);
    return answer ?? { status: 404, body: { message: `nothing at ${method} ${path}` } };
  } catch (error) {
    if (!(error instanceof SyntaxError || v.isValiError(error))) throw error;
    return { status: 400, body: { message: reason(error) } };
  }
}

async function route(
  local: Controlled,
  what: string,
  id: string,
  body: string,
): Promise<ControlAnswer | undefined> {
  const { calls, faults, holds, bus, history } = local;
  switch (what) {
    case 'GET calls':
      return { status: 200, body: calls };
    case 'DELETE calls':
      calls.length = 0;
      return { status: 204 };
    case 'PUT faults':
      faults.list = v.parse(faultList, JSON.parse(body));
      return { status: 204 };
    case 'PUT events':
      bus.behaviour = v.parse(behaviour, JSON.parse(body));
      return { status: 204 };
    case 'PUT cloudtrail':
      history.delayMs = v.parse(cloudTrail, JSON.parse(body)).delayMs;
      return { status: 204 };
    case 'POST events':
      return {
        status: 200,
        body: { id: await local.putEvent(v.parse(anyEvent, JSON.parse(body))) },
      };
    case 'PUT stale-reads':
      local.staleReads.list = v.parse(staleReads, JSON.parse(body));
      return { status: 204 };
    case 'PUT holds':
      return { status: 200, body: { id: holds.add(v.parse(hold, JSON.parse(body))) } };
    case 'GET holds id':
      await holds.reached(id);
      return { status: holds.reached(id) ? 204 : 404 };
    case 'DELETE holds id':
      return { status: holds.release(id) ? 204 : 404 };
    case 'PUT policies id':
      await local.plantPolicy(decodeURIComponent(id), body);
      return { status: 204 };
    default:
      return undefined;
  }
}

function reason(error: SyntaxError | v.ValiError<v.GenericSchema>): string {
  if (error instanceof SyntaxError) return `the body is not JSON: ${error.message}`;
  return error.issues
    .map((issue) => [v.getDotPath(issue), issue.message].filter(Boolean).join(': '))
    .join('; ');
}
