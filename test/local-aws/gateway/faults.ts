import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, errorAnswer } from './answer.ts';
import type { AwsRequest, Caller } from './aws-request.ts';

/** Something to go wrong for some calls. */
export interface Fault {
  /** An operation's name, or `*` for all: the default. */
  operation?: string | undefined;
  caller?: Caller | undefined;
  /** How likely it is, 0 to 1. */
  rate: number;
  fault: 'latency' | '503' | '409' | '500' | 'reset' | 'lost' | 'timeout' | '403' | 'key-gone';
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
  'key-gone': ['KMS.NotFoundException', 'Invalid keyId: the key does not exist'],
} as const;

const otherErrors = {
  '503': ['ServiceUnavailable', 'The service is unavailable. Please try again shortly.'],
  '409': ['ConflictException', 'The resource is being changed by another call.'],
  '500': ['InternalFailure', 'The request processing has failed because of an unknown error.'],
  'key-gone': ['NotFoundException', 'Invalid keyId: the key does not exist'],
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
      const errors = request.service === 's3' ? s3Errors : otherErrors;
      const [code, message] = errors[kind];
      return errorAnswer(request, kind === 'key-gone' ? 400 : Number(kind), code, message);
    }
    return 'forward';
  }
}

function hits({ operation = '*', caller, rate }: Fault, request: AwsRequest): boolean {
  if (operation !== '*' && operation !== request.operation) return false;
  if (caller && caller !== request.caller) return false;
  return Math.random() < rate;
}
