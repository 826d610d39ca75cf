/** How long to wait before the next attempt. Durations in milliseconds. */
export type Backoff =
  /** uniform(0, min(base * 2^n, cap)); AWS Architecture Blog, "Exponential Backoff And Jitter", 2015. */
  | { kind: 'full-jitter'; baseMs: number; capMs: number; firstExponent: 0 | 1 }
  /** min(base * 2^n + uniform(0, jitter), cap). */
  | { kind: 'additive-jitter'; baseMs: number; jitterMs: number; capMs: number; firstExponent: 0 | 1 }
  /** uniform(min, max). */
  | { kind: 'uniform'; minMs: number; maxMs: number };

/**
 * The delay before a retry, in milliseconds.
 *
 * @param retry counts retries from 0: 0 before the second attempt
 * @param random uniform in [0, 1)
 */
export function backoffDelayMs(backoff: Backoff, retry: number, random: () => number): number {
  switch (backoff.kind) {
    case 'full-jitter':
      return random() * Math.min(backoff.baseMs * 2 ** (retry + backoff.firstExponent), backoff.capMs);
    case 'additive-jitter':
      return Math.min(
        backoff.baseMs * 2 ** (retry + backoff.firstExponent) + random() * backoff.jitterMs,
        backoff.capMs,
      );
    case 'uniform':
      return backoff.minMs + random() * (backoff.maxMs - backoff.minMs);
  }
}
