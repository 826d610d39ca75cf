import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';
import { requireClock, requireMethods, requireOptions } from '../options.ts';

export interface RetryBudgetOptions {
  /** Retries allowed per call: 0.2 adds at most a fifth to the load. At least 0. */
  ratio: number;
  /** Retries allowed in a window however few the calls, so that a quiet client can retry, too. */
  floorPerWindow: number;
  /** Milliseconds after which calls and retries are forgotten. */
  windowMs: number;
  /** Pays when this budget cannot: the budget that several processes share, say. Default: nothing. */
  beyond?: { tryWithdraw(): boolean } | undefined;
  clock?: Clock;
}

interface Slice {
  at: number;
  calls: number;
  retries: number;
}

/** The window is forgotten a tenth at a time. */
const SLICES = 10;

/** Counts calls and retries; see RetryBudget. The pipeline and the policy that works alone both use it. */
export class BudgetCore {
  readonly #ratio: number;
  readonly #floor: number;
  readonly #sliceMs: number;
  readonly #clock: Clock;
  readonly #slices: Slice[];
  readonly #beyond: RetryBudgetOptions['beyond'];

  /** @throws OptionError if an option is out of its range */
  constructor(options: RetryBudgetOptions) {
    const { ratio, floorPerWindow, windowMs, clock = systemClock, beyond } = options;
    if (!Number.isFinite(ratio) || ratio < 0) throw new OptionError('ratio', 'give a number of at least 0.', ratio);
    this.#ratio = ratio;
    this.#floor = requireInteger('floorPerWindow', floorPerWindow, 0);
    this.#sliceMs = requireInteger('windowMs', windowMs, 1) / SLICES;
    this.#clock = clock;
    this.#beyond = beyond;
    this.#slices = Array.from({ length: SLICES + 1 }, () => ({ at: Number.NEGATIVE_INFINITY, calls: 0, retries: 0 }));
  }

  /** Retries that may be made now, with fractions. */
  get balance(): number {
    const now = this.#now();
    let calls = 0;
    let retries = 0;
    for (const slice of this.#slices) {
      // Only part of the oldest slice is in the window: its retries still count and its calls no longer do, so that
      // both err towards fewer retries.
      if (slice.at > now - SLICES) calls += slice.calls;
      if (slice.at >= now - SLICES) retries += slice.retries;
    }
    return Math.max(0, this.#ratio * calls + this.#floor - /* seam: retries-spent */ retries);
  }

  /** Call it once for each call, not for each attempt. */
  deposit(): void {
    this.#current().calls += 1;
  }

  /** Takes a retry out of the budget; false if none is left: then the call must not be retried. */
  withdraw(): boolean {
    const paid = this.balance >= 1;
    if (paid) this.#current().retries += 1;
    return paid || (this.#beyond?.tryWithdraw() ?? false);
  }

  #now(): number {
    return Math.floor(this.#clock.now() / this.#sliceMs);
  }

  #current(): Slice {
    const at = this.#now();
    const slice = this.#slices[at % this.#slices.length] as Slice;
    if (slice.at !== at) Object.assign(slice, { at, calls: 0, retries: 0 });
    return slice;
  }
}

/**
 * Keeps retries from multiplying an outage: in any window that ends with a retry, the retries of all of a client's
 * calls are at most `ratio` x calls + `floorPerWindow`. Each call deposits, each retry withdraws; what is not used
 * expires with its window.
 *
 * After Finagle's RetryBudget (deposits that expire, a ratio and a minimum), Envoy's retry_budget (budget_percent,
 * min_retry_concurrency) and failsafe-go's budget. Those of Envoy and failsafe-go count what is in flight, this one
 * what was started. No timer runs: the clock is read when the budget is asked.
 */
export class RetryBudget extends BudgetCore {
  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: RetryBudgetOptions) {
    requireOptions(options, { ratio: '', floorPerWindow: '', windowMs: '', beyond: '', clock: '' });
    const { beyond, clock = systemClock } = options;
    if (beyond !== undefined) requireMethods('beyond', beyond, 'what pays, with tryWithdraw()', 'tryWithdraw');
    requireClock(clock);
    super(options);
  }
}
