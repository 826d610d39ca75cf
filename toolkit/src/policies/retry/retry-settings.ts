import type { Backoff } from './backoff.ts';

export interface RetrySettings {
  /** All attempts of a call, the first included. */
  maxAttempts: number;
  backoff: Backoff;
  /** Jitter on top of a server's hint, by the API's own formula. */
  hintJitter: Backoff;
  /** Waited on top of a hint, since timers may fire early and clocks differ. */
  hintMarginMs: number;
  /** A longer hint is not believed. */
  maxHintMs: number;
  /** Caps the retries of all calls together; null if only `maxAttempts` does. */
  budget: BudgetSettings | null;
}

/** See RetryBudget. */
export interface BudgetSettings {
  ratio: number;
  floorPerWindow: number;
  windowMs: number;
  /** The classes of result whose retries it pays for; a 429 whose hint is obeyed is never charged. */
  charges: readonly ('throttled' | 'overloaded' | 'transient' | 'relayed')[];
}
