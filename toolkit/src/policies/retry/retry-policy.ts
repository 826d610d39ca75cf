import { isEvenkeelError, OptionError, requireInteger } from '../../errors/errors.ts';
import { tell } from '../../errors/tell.ts';
import { type Clock, type Random, systemRandom } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { requireMethods, requireObject, requireOptions } from '../options.ts';
import { isLocal } from '../outcome.ts';
import type { PolicyContext } from '../policy.ts';
import { StandalonePolicy } from '../standalone.ts';
import { type Backoff, requireBackoff } from './backoff.ts';
import { type Failure, type FailureFilter, failureFilter, isCharged, retryAfterOf, tellAttempts } from './failures.ts';
import type { RetryBudget } from './retry-budget.ts';
import { type Failing, RetryCore, type RetryCoreOptions } from './retry-core.ts';

export interface RetryContext extends PolicyContext {
  /** Counts from 1. */
  attempt: number;
}

/** What a backoff of cockatiel's is asked with. */
export interface BackoffContext extends RetryContext {
  /** How the attempt failed. */
  result: Failure;
}

/** What a backoff of cockatiel's is, in any of its versions. It is asked for each call anew. */
export interface BackoffFactory {
  next(context: BackoffContext): BackoffStep;
}

/** A delay of such a backoff, which also makes the next one. */
export interface BackoffStep extends BackoffFactory {
  /** Milliseconds. */
  readonly duration: number;
}

export interface RetryEvent {
  /** The attempt that failed, from 1. */
  attempt: number;
  delayMs: number;
  /** Whether a hint set the delay. */
  hinted: boolean;
  failure: Failure;
}

export interface RetryPolicyOptions {
  /** All attempts of a call, the first included; at least 1. */
  maxAttempts: number;
  /** One of ours, or any of cockatiel's backoffs. */
  backoff: Backoff | BackoffFactory;
  /**
   * Which errors are retried: a predicate, or a filter of cockatiel's (`handleAll`, `handleType` ...). Such a filter
   * may name results, too (`handleWhenResult`, `orWhenResult`). If it throws, the answer is no. Default: of ours
   * `EVK_THROTTLED`, `EVK_UPSTREAM_ERROR`, `EVK_NETWORK` and `EVK_ATTEMPT_TIMEOUT`, and all others.
   */
  handle?: FailureFilter | ((error: unknown) => boolean);
  /**
   * Which results are retried, as if they were errors. If it throws, the answer is no. Default: those that a filter of
   * cockatiel's names.
   */
  handleResult?: (value: unknown) => boolean;
  /**
   * What the server asks to wait, in milliseconds from now, if it does. The delay by such a hint replaces the backoff
   * and is never shorter than the hint + `marginMs`. What this throws is ignored. Default: the `retryAfterMs` of an
   * EvenkeelError.
   */
  retryAfterMs?: (failure: Failure) => number | undefined;
  /** Waited on top of a hint, since timers may fire early and clocks differ. Default 25 ms. */
  marginMs?: number;
  /**
   * Jitter on top of a hint, so that calls with the same hint do not come back together. Default uniform, up to 1 s.
   */
  hintJitter?: Backoff;
  /** Each call deposits, each retry withdraws; a call that finds it empty ends with its last error or result. */
  budget?: RetryBudget;
  /**
   * Which retries the budget pays for. If it throws, the budget pays. Default: all but that of an `EVK_THROTTLED` that
   * told how long to wait, which adds nothing to an outage.
   */
  charges?: (failure: Failure) => boolean;
  /**
   * Whether a repeat is harmless. If not, only a throttled attempt (`EVK_THROTTLED`) is retried, since nothing was
   * done. Default true.
   */
  idempotent?: boolean;
  clock?: Clock;
  random?: Random;
  /** Called before each sleep, and not waited for. What it throws is ignored. */
  onRetry?: (event: RetryEvent) => void;
}

/**
 * Repeats a call that failed, after a delay. A cancelled call ends at once, with `EVK_CANCELLED`, and nothing is called
 * afterwards; a refusal by a local policy, ours or cockatiel's, is never retried. When it gives up, the caller gets the
 * last error or result as it is.
 */
export class RetryPolicy extends StandalonePolicy<RetryContext> {
  readonly #options: RetryPolicyOptions;
  readonly #core: RetryCoreOptions;
  readonly #isFailure: (end: Failure) => boolean;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: RetryPolicyOptions) {
    requireOptions(options, {
      maxAttempts: '',
      backoff: '',
      handle: '',
      handleResult: 'function',
      retryAfterMs: 'function',
      marginMs: '',
      hintJitter: '',
      budget: '',
      charges: 'function',
      idempotent: 'boolean',
      random: 'function',
      onRetry: 'function',
      clock: '',
    });
    super(options.clock);
    const { budget, random = systemRandom, marginMs = 25 } = options;
    const { hintJitter = { kind: 'uniform', minMs: 0, maxMs: 1_000 } } = options;
    const backoff = requireObject('backoff', options.backoff);
    if ('kind' in backoff) requireBackoff('backoff', backoff);
    else requireMethods('backoff', backoff, "{ kind: 'full-jitter', ... }, say, or a backoff of cockatiel's", 'next');
    if (budget !== undefined) requireMethods('budget', budget, 'a RetryBudget', 'deposit', 'withdraw');
    if (!Number.isFinite(marginMs) || marginMs < 0) {
      throw new OptionError('marginMs', 'give a number of milliseconds of at least 0.', marginMs);
    }
    this.#options = options;
    this.#isFailure = failureFilter(options.handle, options.handleResult);
    this.#core = {
      maxAttempts: requireInteger('maxAttempts', options.maxAttempts, 1),
      hintJitter: requireBackoff('hintJitter', requireObject('hintJitter', hintJitter)),
      hintMarginMs: marginMs,
      budget,
      clock: this.clock,
      random,
    };
  }

  /** @internal */
  protected override handles(failure: Failure): boolean {
    if ('error' in failure && /* seam: refusal-is-final */ isLocal(failure.error)) return false;
    try {
      return this.#isFailure(failure);
    } catch {
      // The caller must see how the attempt ended, not why `handle` failed.
      return false;
    }
  }

  /** @internal */
  protected async guard<T>(
    fn: (signal: AbortSignal | undefined, context: { attempt: number }) => Promise<T>,
    call: Waiting,
  ): Promise<T> {
    const core = new RetryCore(this.#core, call);
    const backoffOf = this.#startBackoff();
    for (let attempt = 1; ; attempt += 1) {
      /* seam: over-before-it-begins */ throwIfEnded(call, attempt - 1);
      if (attempt === 1) this.#core.budget?.deposit();
      const end = await settle(fn(undefined, { attempt }));
      if (!this.handles(end)) return unwrap(end, attempt);
      // The caller may have ended the attempt: then its failure means nothing.
      throwIfEnded(call, attempt);
      const next = core.next(attempt, {
        repeatable: this.#mayRepeat(end),
        hintMs: this.#hint(end),
        backoff: backoffOf(end, attempt),
        charged: this.#isCharged(end),
      });
      if ('giveUp' in next) return unwrap(end, attempt);
      tell(/* seam: retry-listener */ this.#options.onRetry, { attempt, ...next, failure: end });
      await /* seam: policy-backs-off */ core.sleep(next.delayMs).catch(() => throwIfEnded(call, attempt));
    }
  }

  #mayRepeat(failure: Failure): boolean {
    if (this.#options.idempotent ?? true) return true;
    return 'error' in failure && isEvenkeelError(failure.error) && failure.error.code === 'EVK_THROTTLED';
  }

  #isCharged(failure: Failure): boolean {
    try {
      return (this.#options.charges ?? isCharged)(failure) !== false;
    } catch {
      return true;
    }
  }

  #hint(failure: Failure): number | undefined {
    try {
      return (this.#options.retryAfterMs ?? retryAfterOf)(failure);
    } catch {
      // A hint that cannot be read counts as no hint.
      return undefined;
    }
  }

  /** One call's backoff: in cockatiel's factories, each delay may depend on those before it. */
  #startBackoff(): (result: Failure, attempt: number) => Failing['backoff'] {
    const { backoff } = this.#options;
    if ('kind' in backoff) return () => backoff;
    let last: BackoffStep | undefined;
    // Not the caller's signal: a delay is asked for only while that is not aborted.
    const { signal } = new AbortController();
    return (result, attempt) => () => {
      last = (last ?? backoff).next({ attempt, signal, result });
      return last.duration;
    };
  }
}

function throwIfEnded({ ended }: Waiting, attempts: number): void {
  if (ended === undefined) return;
  tellAttempts(ended, attempts);
  throw ended;
}

type End<T> = { error: unknown } | { value: T };

async function settle<T>(attempt: Promise<T>): Promise<End<T>> {
  try {
    return { value: await attempt };
  } catch (error) {
    return { error };
  }
}

function unwrap<T>(end: End<T>, attempt: number): T {
  if ('value' in end) return end.value;
  tellAttempts(end.error, attempt);
  throw end.error;
}
