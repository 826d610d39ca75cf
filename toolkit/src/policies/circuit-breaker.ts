/** When a circuit breaker opens and how it recovers. */
export interface BreakerSettings {
  /** Attempts older than `sizeMs` are forgotten, a bucket at a time. */
  window: { sizeMs: number; buckets: number };
  /** Below this many attempts in the window the breaker never opens. */
  minimumCalls: number;
  errorRatio: number;
  compare: '>' | '>=';
  openMs: number;
  /** Attempts let through while half-open; each must succeed. */
  probes: number;
  /** The classes of result that count as failures. */
  counts: readonly ('throttled' | 'transient' | 'permanent')[];
}
