interface Drawn {
  /** The share of the calls, or of the attempts, that it hits. */
  rate: number;
  per: 'call' | 'attempt';
}

/** What the mock's admin API takes, without provider and time to live. */
export type FaultRequest = Drawn &
  (
    | {
        fault: 'http_error';
        status: number;
        retryAfterMs?: number;
        /** Only requests of this operation. */
        operation?: string;
        /** Only the first attempt of a call; default every one. */
        attempts?: 'first';
      }
    | { fault: 'latency'; fixedMs: number }
    /** What the network takes each way, before a request is counted and after its response is made. */
    | { fault: 'network'; minMs: number; maxMs: number }
    /** Fails what the API asks of the upstreams behind it; of one network, where one is named. */
    | { fault: 'upstream_error'; network?: string }
    /** GPU jobs fail in mid-run. */
    | { fault: 'job_failure'; reason: 'preempted' | 'out_of_memory' | 'internal' }
    /** GPU jobs take so many times as long. */
    | { fault: 'gpu_slow'; factor: number }
  );

/** Faults that the mock server is told to inject for a whole run, and what they must lead to. */
export interface FaultPlan {
  /** The contract's name. */
  provider: string;
  faults: readonly FaultRequest[];
  /** The objective that must be breached, and whose alert alone must fire. */
  breaches: string;
  /**
   * The share of the calls that break the objective, where the draw alone decides it. Default: left open, for what
   * goes on to fail by itself once it has begun, as behind an open breaker.
   */
  share?: number;
  /** About how long the load lasts with it, in milliseconds; the rules' windows follow. Default: as long as without it. */
  loadMs?: number;
  /** Titles of panels that are 0 in a healthy run and must not be in this one. Default: none. */
  shownBy?: readonly string[];
}
