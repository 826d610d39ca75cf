import type { Lump } from '../policies/rate/token-ledger.ts';

export interface Holder {
  held: number;
  want: number;
  leaseUntilMs: number;
  /** How often its claims were revoked. */
  epoch: number;
  /** How many tokens it lacked at its last exchange: the others are told once when it lacks more. */
  lacked: number;
  /** Whether the store was silent while it was a member: it may then have helped itself to its fair share. */
  alone: boolean;
  /** What its first call in line needs at once, and which call that is; 0 where none waits. */
  needs: number;
  turn: number;
  /** When that call was heard of. */
  needsSinceMs: number;
}

export interface PoolState {
  /** Until then, members unknown here may still claim what they hold, and those that were alone what they took. */
  settledAtMs: number;
  /** When the tokens that nobody holds become free. */
  free: Lump[];
  holders: Record<string, Holder>;
  /** Members whose lease ended in silence, and until when each still counts. */
  missedUntilMs: Record<string, number>;
  /** Whether missing tokens may have been used recently: true once the pool was full, or has lost track of some. */
  filled: boolean;
  /** Whether a member that is not known here may hold tokens of a state that was lost. */
  strangersHold: boolean;
}

/** All that is known of an account. Times are the store's own, in milliseconds. */
export interface AccountState {
  /** Everything granted since then is known here, as far as the store can tell. */
  sinceMs: number;
  lastExchangeMs: number;
  pools: Record<string, PoolState>;
  pausesUntilMs: Record<string, number>;
}

/**
 * The state of an account of which nothing is known.
 *
 * @param quietMs how long the store has run without this state, in milliseconds: nothing was granted in that time
 */
export function newAccount(nowMs: number, quietMs: number): AccountState {
  return { sinceMs: nowMs - quietMs, lastExchangeMs: nowMs, pools: {}, pausesUntilMs: {} };
}

export function newPool(settledAtMs: number, filled: boolean): PoolState {
  return { settledAtMs, free: [], holders: {}, missedUntilMs: {}, filled, strangersHold: true };
}

/** Whether claims may still come: until then, an unknown member may hold the tokens that no known one holds. */
export function isRecovering(pool: PoolState, nowMs: number): boolean {
  return nowMs < pool.settledAtMs && (pool.strangersHold || Object.values(pool.holders).some(({ alone }) => alone));
}
