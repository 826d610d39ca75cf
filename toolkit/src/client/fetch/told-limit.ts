import type { LimitReading } from '../../policies/rate/permit-limiter.ts';

/** What an answer has told of a limit. */
export interface ToldLimit extends Pick<LimitReading, 'limit' | 'resetMs' | 'windowMs'> {
  remaining: number;
  atMs: number;
}

/**
 * How long it is at least until so much of a limit is there, where that is after `byMs`; else 0, and where too little is
 * told. What is on its way is left out of account, so it may take longer.
 */
export function untilToldMs(told: ToldLimit | undefined, cost: number, byMs: number, nowMs: number): number {
  if (told?.resetMs === undefined || told.limit === undefined) return 0;
  const { remaining, resetMs, limit, atMs } = told;
  const resetAtMs = atMs + resetMs;
  // What was told is of a window that is over.
  if (nowMs >= resetAtMs || cost <= remaining) return 0;
  const windowMs = told.windowMs ?? resetMs;
  const freeAtMs = resetAtMs + Math.floor((cost - remaining - 1) / Math.max(1, limit)) * windowMs;
  return freeAtMs > byMs ? freeAtMs - nowMs : 0;
}
