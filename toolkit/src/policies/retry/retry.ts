import type { Random } from '../../time/clock.ts';
import { type Backoff, backoffDelayMs } from './backoff.ts';

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
  /** Caps the retries of all calls together; null where only `maxAttempts` does. */
  budget: BudgetSettings | null;
}

/** See RetryBudget. */
export interface BudgetSettings {
  ratio: number;
  floorPerWindow: number;
  windowMs: number;
  /** The classes of result whose retries it pays for; a 429 whose hint is obeyed is never charged. */
  charges: readonly ('throttled' | 'transient' | 'relayed')[];
}

/** What the delay after a failed attempt depends on. */
export interface RetryDelayFacts {
  /** From 1. */
  attempt: number;
  /** What the server asked to wait from now, if it did. */
  hintMs: number | undefined;
  /** The rule's own backoff, where it has one. */
  backoff: Backoff | undefined;
  /** The call's last delay that was a backoff, not a hint; default none. */
  previousMs?: number | undefined;
}

/**
 * How long to wait before the next attempt, in milliseconds.
 *
 * A server's hint wins: the delay is what is left of it + a margin + the API's
 * jitter, and so never shorter than the hint. Without one it is the backoff.
 */
export function retryDelayMs(settings: RetrySettings, failed: RetryDelayFacts, random: Random): number {
  const retry = failed.attempt - 1;
  if (failed.hintMs === undefined) {
    return backoffDelayMs(failed.backoff ?? settings.backoff, retry, random, failed.previousMs);
  }
  return failed.hintMs + settings.hintMarginMs + backoffDelayMs(settings.hintJitter, retry, random);
}
