import type { LimitKey } from '../contract/limit-key.ts';
import type { SlotCount } from '../policies/bulkhead/slot-count.ts';
import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import type { Partition } from './partitions.ts';

/** One of the limits that an attempt stands under: over time, or of what is in flight. */
export type Limiter = PermitLimiter | SlotCount;

/** What a call stands under. */
export interface Standing {
  key: LimitKey;
  partition: Partition;
  /** Those of the limits over time that count it, in the order of its key. */
  limiters: readonly PermitLimiter[];
  /** The same, and the slots. */
  limits: readonly Limiter[];
  /** The name of the limit of slots. */
  slotsName: string;
  /** What it needs of each. */
  costs: readonly number[];
  /** The same of the limits over time, where that is estimated. */
  estimates?: readonly number[];
  /** What it takes of each limit over time until its cost is known. Default: `costs`. */
  taken?: readonly number[];
  /** To be called with what the call has cost in truth, if it has waited: those in line are divided by that. */
  settled?: (costs: readonly number[]) => void;
  /** By how much the estimates of its key fell short: factors of at least 1, which its calls share. */
  shortfalls?: number[];
}
