import type { Clock, Random } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { type Backoff, backoffDelayMs } from './backoff.ts';
import type { BudgetCore } from './retry-budget.ts';
import type { RetrySettings } from './retry-settings.ts';

export interface RetryCoreOptions extends Pick<RetrySettings, 'maxAttempts' | 'hintJitter' | 'hintMarginMs'> {
  /** Pays for retries, from what calls deposit. Default: each retry is free. */
  budget?: BudgetCore | undefined;
  clock: Clock;
  random: Random;
}

/** What the next attempt depends on. */
export interface Failing {
  /** Whether another attempt may succeed, and does no harm. */
  repeatable: boolean;
  /** What the server asked to wait from now, if it did. */
  hintMs: number | undefined;
  /** How long to wait if the server asked for nothing; a function counts the retries itself. */
  backoff: Backoff | (() => number);
  /** Whether the budget must pay for the retry. */
  charged: boolean;
}

export interface Retry {
  delayMs: number;
  /** Whether the server's hint set the delay. */
  hinted: boolean;
}

/** Why there is no further attempt. With `deadline`, `retryAfterMs` is when the next one could have come. */
export type GiveUp =
  | { giveUp: 'not-repeatable' | 'attempts' | 'budget' }
  | { giveUp: 'deadline'; retryAfterMs: number };

/**
 * Decides, when one of a call's attempts has failed, whether another follows, and when. The pipeline and the policy
 * that works alone both use it.
 */
export class RetryCore {
  readonly #options: RetryCoreOptions;
  readonly #call: Waiting;
  /** The last delay that was a backoff. Hints are left out: a long one would make all later delays long. */
  #previousMs: number | undefined;

  constructor(options: RetryCoreOptions, call: Waiting) {
    this.#options = options;
    this.#call = call;
  }

  /**
   * Whether another attempt follows one that failed; if so, takes the retry out of the budget.
   *
   * @param attempt the one that failed, from 1
   */
  next(attempt: number, failing: Failing): Retry | GiveUp {
    const { maxAttempts, budget, clock } = this.#options;
    if (!failing.repeatable) return { giveUp: 'not-repeatable' };
    if (attempt >= /* seam: most-attempts */ maxAttempts) return { giveUp: 'attempts' };
    const retry = this.#delay(attempt - 1, failing);
    if (clock.now() + retry.delayMs > /* seam: retry-before-deadline */ this.#call.deadlineAtMs) {
      return { giveUp: 'deadline', retryAfterMs: Math.ceil(retry.delayMs) };
    }
    if (failing.charged && budget?.withdraw() === false) return { giveUp: 'budget' };
    if (!retry.hinted) this.#previousMs = retry.delayMs;
    return retry;
  }

  /** @throws EvenkeelError what ended the call meanwhile */
  async sleep(delayMs: number): Promise<void> {
    const { clock } = this.#options;
    const untilMs = clock.now() + delayMs;
    // A timer may fire a moment early; a wait that the server asked for is kept to its end.
    for (let leftMs = delayMs; leftMs > 0; leftMs = untilMs - clock.now()) {
      const waitMs = leftMs;
      await this.#call.wait((done) => clock.setTimeout(done, waitMs));
    }
  }

  /**
   * A server's hint wins: the delay is what is left of it + a margin + the API's jitter, and so never shorter than the
   * hint. Without one it is the backoff.
   */
  #delay(retry: number, { hintMs, backoff }: Failing): Retry {
    const { hintJitter, hintMarginMs, random } = this.#options;
    if (hintMs !== undefined && Number.isFinite(hintMs)) {
      const jitterMs = /* seam: hint-jitter */ backoffDelayMs(hintJitter, retry, random);
      return { delayMs: /* seam: delay-by-a-hint */ Math.max(0, hintMs) + hintMarginMs + jitterMs, hinted: true };
    }
    const delayMs =
      typeof backoff === 'function' ? backoff() : backoffDelayMs(backoff, retry, random, this.#previousMs);
    return { delayMs, hinted: false };
  }
}
