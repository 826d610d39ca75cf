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
