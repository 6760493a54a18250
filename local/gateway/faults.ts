import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, errorAnswer } from './answer.ts';
import type { AwsRequest, Caller } from './aws-request.ts';

/** Something to go wrong for some calls. */
export interface Fault {
  /** An operation's name, or `*` for all: the default. */
  operation?: string | undefined;
  caller?: Caller | undefined;
  /** Calls to this bucket alone. */
  bucket?: string | undefined;
  /** Calls signed for this Region alone. */
  region?: string | undefined;
  /** How likely it is, 0 to 1. */
  rate: number;
  fault: 'latency' | '503' | '409' | '500' | 'reset' | 'lost' | 'timeout' | '403' | 'error';
  /** The error that `error` answers with. */
  error?: { status: number; code: string; message: string } | undefined;
  /** How long the call waits first. */
  latencyMs?: number | undefined;
}

/** What becomes of a call: it goes on, is answered here, or never is. `lost`: it is made, and its answer is not heard. */
export type Fate = 'forward' | 'reset' | 'lost' | 'timeout' | Answer;

const s3Errors = {
  '503': ['SlowDown', 'Please reduce your request rate.'],
  '409': [
    'OperationAborted',
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
  ],
  '500': ['InternalError', 'We encountered an internal error. Please try again.'],
  '403': ['AccessDenied', 'Access Denied'],
} as const;

const otherErrors = {
  '503': ['ServiceUnavailable', 'The service is unavailable. Please try again shortly.'],
  '409': ['ConflictException', 'The resource is being changed by another call.'],
  '500': ['InternalFailure', 'The request processing has failed because of an unknown error.'],
  '403': ['AccessDeniedException', 'You are not authorized to perform this operation.'],
} as const;

/** Faults to inject, each drawn for anew for each call. The first that replaces a call wins. */
export class Faults {
  list: Fault[] = [];

  async decide(request: AwsRequest): Promise<Fate> {
    for (const fault of this.list) {
      if (!hits(fault, request)) continue;
      if (fault.latencyMs) await sleep(fault.latencyMs);
      if (fault.fault === 'latency') continue;
      const { fault: kind } = fault;
      if (kind === 'reset' || kind === 'lost' || kind === 'timeout') return kind;
      const { status, code, message } = errorOf(fault, kind, request);
      return errorAnswer(request, status, code, message);
    }
    return 'forward';
  }
}

function errorOf({ error }: Fault, kind: keyof typeof s3Errors | 'error', request: AwsRequest) {
  if (kind === 'error') {
    if (error === undefined) throw new Error('a fault of error needs the error');
    return error;
  }
  const [code, message] = (request.service.startsWith('s3') ? s3Errors : otherErrors)[kind];
  return { status: Number(kind), code, message };
}

function hits(fault: Fault, request: AwsRequest): boolean {
  const { operation = '*', caller, bucket, region, rate } = fault;
  if (operation !== '*' && operation !== request.operation) return false;
  if (caller && caller !== request.caller) return false;
  if (bucket && bucket !== request.bucket) return false;
  if (region && region !== request.region) return false;
  return Math.random() < rate;
}
