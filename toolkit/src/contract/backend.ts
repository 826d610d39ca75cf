import type { Backoff } from '../policies/retry/backoff.ts';

/** How the API itself treats the upstreams behind it. The mock server emulates this; a client only sees its effects. */
export interface Backend {
  /** Each upstream data call is behind a breaker by opossum's rule. */
  breaker: {
    /** A call to an upstream that takes longer has failed. */
    timeoutMs: number;
    /** Opens above this share of failures. */
    errorRatio: number;
    /** It opens only if at least so many calls started in the window. */
    minimumCalls: number;
    window: { sizeMs: number; buckets: number };
    /** It is open for so long, then half-open. */
    resetMs: number;
  };
  /** Retries go around the breaker; a refusal by an open one is not retried. */
  retries: { max: number; backoff: Backoff };
}
