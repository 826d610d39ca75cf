import type { Quota } from '../dialect/quota.ts';

/**
 * Counts what one account takes of one limit over time. Times are epoch milliseconds and never go back; a cost is 1
 * unless given.
 */
export interface Meter {
  /** Whether `cost` more fits; spends nothing. */
  hasRoom(nowMs: number, cost?: number): boolean;
  /** Counts an admitted request. */
  spend(nowMs: number, cost?: number): void;
  /**
   * Takes `truth` instead of the `cost` that was spent at `spentMs`, as far as that still counts: what is more is debt,
   * for which there need be no room.
   */
  settle(spentMs: number, nowMs: number, cost: number, truth: number): void;
  /** Notes a request that found no room. */
  exceed(nowMs: number): void;
  /** How long it is until `cost` fits if nothing else comes; of more than ever fits, until all is there. */
  waitMs(nowMs: number, cost: number): number;
  quota(nowMs: number): Quota;
}
