/** What an account has of one unit, as a response can tell it. Durations in milliseconds. */
export interface Quota {
  unit: string;
  /** Infinity where it is not limited. */
  limit: number;
  /** Below 0 where more was taken than there was. */
  remaining: number;
  /** How long until the window ends; 0 where none is open. */
  restMs: number;
  /** How long a window lasts, where the limit has one. */
  windowMs?: number;
  /** How fast it is refilled, where it is. */
  restorePerSecond?: number;
}

/** A quota at the moment its response is written. */
export interface Told extends Quota {
  nowMs: number;
  /** How long to wait before the next request; 0: not at all. */
  retryAfterMs: number;
}

/** The quota of a unit that nothing limits. */
export const unlimited = (unit: string): Quota => ({
  unit,
  limit: Number.POSITIVE_INFINITY,
  remaining: Number.POSITIVE_INFINITY,
  restMs: 0,
});

/** What an answer asks to wait. */
export interface Wait {
  /** At least; in milliseconds. */
  ms: number;
  /** The unit of which there is too little; null: none in particular. */
  unit: string | null;
}

/**
 * What to tell about `quota` now: no wait while requests remain, and the rest of
 * the window once they are used up. A refusal or a fault may ask to wait, but
 * never shortens the window's own wait, since a client that obeyed it would be
 * refused again. Debt is told as nothing left, as APIs do.
 */
export function tell(quota: Quota, nowMs: number, { ms, unit }: Wait): Told {
  const retryAfterMs = Math.max(quota.remaining > 0 ? 0 : quota.restMs, ms);
  const remaining = Math.max(0, quota.remaining);
  // Where a client has to wait, the reset that it is told is the end of that wait.
  const moved = retryAfterMs > 0 && (unit === null || unit === quota.unit);
  return { ...quota, remaining, restMs: moved ? retryAfterMs : quota.restMs, nowMs, retryAfterMs };
}
