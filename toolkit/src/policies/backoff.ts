/** How long to wait before the next attempt. Durations in milliseconds. */
export type Backoff =
  /** uniform(0, min(base * 2^n, cap)); AWS Architecture Blog, "Exponential Backoff And Jitter", 2015. */
  | { kind: 'full-jitter'; baseMs: number; capMs: number; firstExponent: 0 | 1 }
  /** min(base * 2^n + uniform(0, jitter), cap). */
  | { kind: 'additive-jitter'; baseMs: number; jitterMs: number; capMs: number; firstExponent: 0 | 1 }
  /** uniform(min, max). */
  | { kind: 'uniform'; minMs: number; maxMs: number };
