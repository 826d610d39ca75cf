import { OptionError } from '../errors.ts';

/** How long to wait before the next attempt. Durations in milliseconds. */
export type Backoff =
  /** uniform(0, min(base * 2^n, cap)); AWS Architecture Blog, "Exponential Backoff And Jitter", 2015. */
  | { kind: 'full-jitter'; baseMs: number; capMs: number; firstExponent: 0 | 1 }
  /** min(base * 2^n + uniform(0, jitter), cap). */
  | { kind: 'additive-jitter'; baseMs: number; jitterMs: number; capMs: number; firstExponent: 0 | 1 }
  /** min(uniform(base, previous delay * 3), cap), where the first previous delay is base; of the same article. */
  | { kind: 'decorrelated-jitter'; baseMs: number; capMs: number }
  /** uniform(min, max). */
  | { kind: 'uniform'; minMs: number; maxMs: number };

/**
 * The delay before a retry, in milliseconds.
 *
 * @param retry counts retries from 0: 0 before the second attempt
 * @param random uniform in [0, 1)
 * @param previousMs what this returned before the call's last retry, if there was one; only decorrelated jitter asks.
 * A delay that the server told is none of these: a long one would make all later ones long
 */
export function backoffDelayMs(backoff: Backoff, retry: number, random: () => number, previousMs = 0): number {
  switch (backoff.kind) {
    case 'full-jitter':
      return random() * Math.min(backoff.baseMs * 2 ** (retry + backoff.firstExponent), backoff.capMs);
    case 'additive-jitter':
      return Math.min(
        backoff.baseMs * 2 ** (retry + backoff.firstExponent) + random() * backoff.jitterMs,
        backoff.capMs,
      );
    case 'decorrelated-jitter': {
      // A previous delay below the base is one of another backoff, or none.
      const upToMs = Math.max(previousMs, backoff.baseMs) * 3;
      return Math.min(backoff.baseMs + random() * (upToMs - backoff.baseMs), backoff.capMs);
    }
    case 'uniform':
      return backoff.minMs + random() * (backoff.maxMs - backoff.minMs);
  }
}

/** @throws OptionError naming `option`, if one of its durations is not a number of at least 0, or minMs is above maxMs */
export function requireBackoff(option: string, backoff: Backoff): Backoff {
  for (const [name, value] of Object.entries(backoff)) {
    if (name !== 'kind' && !(Number.isFinite(value) && Number(value) >= 0)) {
      throw new OptionError(`${option}.${name}`, 'give a number of at least 0.', value);
    }
  }
  if (backoff.kind === 'uniform' && backoff.minMs > backoff.maxMs) {
    throw new OptionError(`${option}.minMs`, `give at most maxMs, which is ${backoff.maxMs}.`, backoff.minMs);
  }
  return backoff;
}
