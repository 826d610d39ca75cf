import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';

export interface TokenCycleOptions {
  /** Requests that the API lets through in any window. */
  limit: number;
  windowMs: number;
  /** Waited on top of the window, since timers and clocks are not exact. Default 3. */
  marginMs?: number;
  /** A request is taken for counted this long after it was sent, if no response has come. Default 1,000. */
  flightMs?: number;
  /**
   * How many of the tokens that lie idle may be used at once, as a share of all; the others follow evenly over the
   * window, so that what comes together after a quiet time does not stay together for good. Default 1: all.
   */
  burst?: number;
  /** Whether tokens may be used now; when that changes, `reset()` lets those who wait look again. Default: always. */
  mayUse?: (nowMs: number) => boolean;
  clock?: Clock;
}

/** @throws OptionError if an option is out of its range */
export function resolveTokenCycle({
  limit,
  windowMs,
  marginMs = 3,
  flightMs = 1_000,
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
