export interface Holder {
  held: number;
  want: number;
  leaseUntilMs: number;
  /** Counts its revocations. */
  epoch: number;
  /** How many it lacked when it was last heard: the others are told once that it lacks more. */
  lacked: number;
  /** Whether it was a member before the store was away, and has been on its own since. */
  alone: boolean;
}

export interface PoolState {
  /** Until then strangers may still say what they hold, and those who were alone what they helped themselves to. */
  settledAtMs: number;
  /** Times at which the tokens that nobody holds are free, ascending. */
  free: number[];
  holders: Record<string, Holder>;
  /** Those who were silent for a lease, and until when they are counted. */
  missedUntilMs: Record<string, number>;
  /** Whether tokens that are missing may have been used of late: all have been there once, or some were lost sight of. */
  filled: boolean;
  /** Whether somebody who is not known here may hold some of a state that was lost. */
  strangersHold: boolean;
}

/** All that is known of an account. Times are the store's own, in milliseconds. */
export interface AccountState {
  /** Since when nothing can have been held that is not known here, as far as the store can tell. */
  sinceMs: number;
  lastExchangeMs: number;
  pools: Record<string, PoolState>;
  pausesUntilMs: Record<string, number>;
}

/**
 * A state of which nothing is known.
 *
 * @param quietMs for how long nobody has held anything of it, in milliseconds: a store that has run for so long without it
 */
export function newAccount(nowMs: number, quietMs: number): AccountState {
  return { sinceMs: nowMs - quietMs, lastExchangeMs: nowMs, pools: {}, pausesUntilMs: {} };
}

export function newPool(settledAtMs: number): PoolState {
  return { settledAtMs, free: [], holders: {}, missedUntilMs: {}, filled: false, strangersHold: true };
}

/** Whether claims may still come, so that what nobody is known to hold may be somebody's. */
export function isRecovering(pool: PoolState, nowMs: number): boolean {
  return nowMs < pool.settledAtMs && (pool.strangersHold || Object.values(pool.holders).some(({ alone }) => alone));
}

/** Puts tokens that are free at `atMs` where they belong. */
export function addFree(pool: PoolState, atMs: number, count: number): void {
  let index = pool.free.length;
  while (index > 0 && (pool.free[index - 1] as number) > atMs) index -= 1;
  for (let n = 0; n < count; n += 1) pool.free.splice(index, 0, atMs);
}
