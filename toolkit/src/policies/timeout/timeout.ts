import { type ErrorCode, EvenkeelError, requireInteger } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import { limitTime, type Waiting } from '../../time/wait-scope.ts';
import { requireOptions } from '../options.ts';
import type { PolicyContext } from '../policy.ts';
import { StandalonePolicy } from '../standalone.ts';

/**
 * Ends the guarded work as soon as it has taken too long, even if the work ignores the signal it was given. Whether the
 * time-out or the caller ended it depends on which came first, never on the look of an error. (cockatiel's timeout
 * shows a caller's abort as a time-out, and aborts the signal of a response that was returned, so that its body cannot
 * be read.)
 */
export abstract class TimeLimit extends StandalonePolicy {
  readonly #limitMs: number;
  readonly #code: ErrorCode;
  readonly #advice: string | undefined;

  /** @internal */
  constructor(clock: Clock | undefined, limitMs: number, code: ErrorCode, advice?: string) {
    super(clock);
    this.#limitMs = limitMs;
    this.#code = code;
    this.#advice = advice;
  }

  override execute<T>(fn: (context: PolicyContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T> {
    if (signal === undefined) return super.execute(fn);
    // What has returned may go on, as a body does that is read: then its caller may still give up. Such a signal is
    // held by its sources as long as somebody else holds it, so that a caller's signal that lives on gathers none.
    // k6's runtime lacks it.
    const follow = (own: AbortSignal): AbortSignal =>
      AbortSignal.any?.([own, /* seam: abort-after-the-return */ signal]) ?? own;
    return super.execute((context) => fn({ ...context, signal: follow(context.signal) }), signal);
  }

  /** @internal */
  protected async guard<T>(fn: (signal: AbortSignal) => Promise<T>, call: Waiting): Promise<T> {
    const timeoutError = (): EvenkeelError =>
      new EvenkeelError(this.#code, `It was not done after ${this.#limitMs} ms.`, { advice: this.#advice });
    const end = await limitTime(
      { limitMs: this.#limitMs, clock: this.clock, call, timeoutError },
      /* seam: what-is-limited */ fn,
    );
    if ('value' in end) return end.value;
    if ('error' in end) throw end.error;
    throw 'timedOut' in end ? end.timedOut : end.abandoned;
  }
}

export interface AttemptTimeoutOptions {
  /** Milliseconds; a whole number of at least 1. Longer than a platform's timers can be (2^31 - 1 ms) is fine. */
  timeoutMs: number;
  clock?: Clock;
}

/**
 * Rejects with `EVK_ATTEMPT_TIMEOUT` once `fn` has taken `timeoutMs`, and aborts the signal that `fn` was given. Put it
 * inside a retry. After a success only the caller's own signal aborts that one, so a body may be read later; nothing
 * limits that.
 */
export class AttemptTimeout extends TimeLimit {
  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: AttemptTimeoutOptions) {
    const { timeoutMs, clock } = requireOptions(options, { timeoutMs: '', clock: '' });
    super(
      clock,
      requireInteger('timeoutMs', timeoutMs, 1),
      'EVK_ATTEMPT_TIMEOUT',
      'Look at its latency, or raise timeoutMs.',
    );
  }
}

export interface DeadlineOptions {
  /** Milliseconds; a whole number of at least 1. */
  deadlineMs: number;
  clock?: Clock;
}

/** Like {@link AttemptTimeout}, for a whole call: put it around a retry. Rejects with `EVK_DEADLINE_EXCEEDED`. */
export class Deadline extends TimeLimit {
  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: DeadlineOptions) {
    const { deadlineMs, clock } = requireOptions(options, { deadlineMs: '', clock: '' });
    super(clock, requireInteger('deadlineMs', deadlineMs, 1), 'EVK_DEADLINE_EXCEEDED');
  }
}
