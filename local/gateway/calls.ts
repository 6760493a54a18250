import type { AwsRequest, Caller } from './aws-request.ts';

/** A call to AWS as the gateway saw it. */
export interface Call {
  /** When it came, in ISO 8601. */
  time: string;
  service: string;
  operation: string;
  bucket: string | null;
  /** The Region that it was signed for. */
  region: string;
  /** HTTP status; 0 where no answer was given. */
  status: number;
  caller: Caller;
  /** From when the whole request was there to when the answer was ready. */
  durationMs: number;
}

/** A call that began now: call the result when it has its status. */
export function beginCall(request: AwsRequest): (status: number) => Call {
  const { service, operation, bucket, region, caller } = request;
  const time = new Date().toISOString();
  const start = performance.now();
  return (status) => {
    const durationMs = Math.round((performance.now() - start) * 100) / 100;
    return { time, service, operation, bucket, region, status, caller, durationMs };
  };
}
