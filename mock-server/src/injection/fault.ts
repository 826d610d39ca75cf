/** What a fault does to a request that it hits. Durations in milliseconds. */
export type FaultEffect =
  /** Answered at once, without a service time. */
  | { does: 'answer'; status: number; retryAfterMs: number | null }
  /** Served, but later. */
  | { does: 'delay'; fixedMs: number }
  /** Served, unless so many are in flight already: it acts before a request is admitted, and on none that is. */
  | { does: 'cap'; max: number }
  /** On its way for so long, each way: before it is counted, and after its answer is made. Uniform. */
  | { does: 'transport'; minMs: number; maxMs: number }
  /** What it asks of an upstream behind the API fails; of one network, where one is named. */
  | { does: 'fail-upstream'; network: string | null }
  /** The job that it brings fails, after a share of its run. */
  | { does: 'fail-job'; reason: JobFailureReason }
  /** The job that it brings takes so many times as long. */
  | { does: 'slow-job'; factor: number }
  /** Its stream's connection is cut after so many events. */
  | { does: 'cut-stream'; afterEvents: number };

export const jobFailureReasons = ['preempted', 'out_of_memory', 'internal'] as const;
export type JobFailureReason = (typeof jobFailureReasons)[number];

/** One kind of fault; a new one is a file beside this and a line in `index.ts`. */
export interface FaultKind {
  name: string;
  /** The only operation that it can do something to; default all. */
  operation?: string;
  /** JSON schemas of the fields that only this kind has. */
  fields: Readonly<Record<string, object>>;
  /** @throws BadRequest naming the field that is missing or out of range. */
  effect(request: Readonly<Record<string, unknown>>): FaultEffect;
}

interface FaultBase {
  provider: string;
  /** Share of the calls or attempts that are hit, 0 to 1. */
  rate: number;
  /** `call` (the default): all attempts of a call share its outcome; `attempt`: each has its own. */
  per?: 'call' | 'attempt';
  /** Spares the requests of all other operations. */
  operation?: string;
  /** Spares a call's retries. Default: all attempts may be hit. */
  attempts?: 'first';
  /** After this the fault ends by itself. */
  ttlMs: number;
}

/** The body of `POST /admin/faults`. */
export type FaultRequest = FaultBase &
  (
    | { fault: 'http_error' /** 400 to 599; 503 unless given. */; status?: number; retryAfterMs?: number }
    | { fault: 'latency' /** Added to the service time. */; fixedMs: number }
    | { fault: 'network'; minMs: number; maxMs: number }
    | { fault: 'upstream_error'; network?: string }
    | { fault: 'job_failure'; reason: JobFailureReason }
    | { fault: 'stream_cut'; afterEvents: number }
    | { fault: 'gpu_slow' /** At least 1. */; factor: number }
    /** For all. `max`: in flight at once for each key, where its tier's own ceiling is not lower. */
    | { fault: 'ceiling'; rate: 1; per?: 'call'; max: number }
  );

export interface ActiveFault {
  id: string;
  provider: string;
  fault: string;
  rate: number;
  per: 'call' | 'attempt';
  /** Spares the requests of all other operations; default none. */
  operation?: string;
  /** Spares a call's retries; default not. */
  attempts?: 'first';
  expiresAtMs: number;
  effect: FaultEffect;
  /**
   * Names the draw that decides who is hit. A second fault of a kind has a draw
   * of its own, else it would only ever hit what the first one hits.
   */
  draw: string;
}
