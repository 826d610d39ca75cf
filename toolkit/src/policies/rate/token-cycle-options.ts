import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';

/** The defaults of all rate limiters that do not see the API's count; see {@link TokenCycleOptions}. */
export const DEFAULT_MARGIN_MS = 3;
export const DEFAULT_FLIGHT_MS = 1_000;

export interface TokenCycleOptions {
  /** Requests that the API lets through in any window. */
  limit: number;
  windowMs: number;
  /** Waited on top of the window, since timers and clocks are not exact. Default 3. */
  marginMs?: number;
  /** A request without a response is assumed to be counted this long after it was sent. Default 1,000. */
  flightMs?: number;
  /**
   * How many idle tokens may be used at once, as a share of all tokens. The others follow evenly over the window, so
   * that requests that come together after a quiet time do not stay together for good. Default 1: all.
   */
  burst?: number;
  /**
   * Whether tokens may be used now; when that changes, call `reset()`, so that waiting calls look again. Default:
   * always.
   */
  mayUse?: (nowMs: number) => boolean;
  clock?: Clock;
}

/** @throws OptionError if an option is out of its range */
export function resolveTokenCycle({
  limit,
  windowMs,
  marginMs = DEFAULT_MARGIN_MS,
  flightMs = DEFAULT_FLIGHT_MS,
  burst = 1,
  clock = systemClock,
}: TokenCycleOptions): Required<Omit<TokenCycleOptions, 'mayUse'>> {
  requireInteger('limit', limit, 0);
  for (const [name, value] of Object.entries({ windowMs, marginMs, flightMs })) {
    if (!Number.isFinite(value) || value < 0) throw new OptionError(name, 'give a number of milliseconds.', value);
  }
  if (!(burst > 0 && burst <= 1)) throw new OptionError('burst', 'give a share above 0, and at most 1.', burst);
  return { limit, windowMs, marginMs, flightMs, burst, clock };
}
