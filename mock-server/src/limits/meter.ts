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
  /** Undoes a `spend` at that time, as far as it still counts. */
  refund(spentMs: number, cost?: number): void;
  /** Notes a request that found no room. */
  exceed(nowMs: number): void;
  quota(nowMs: number): Quota;
}
