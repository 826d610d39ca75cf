import { EvenkeelError, isEvenkeelError } from '../errors/errors.ts';
import type { CallFields, EventSink, WaitCause } from '../events.ts';
import type { RetryContext } from '../policies/retry/retry-policy.ts';
import type { Clock } from '../time/clock.ts';
import { PolicyLayer, type StackedPolicy } from './policy-layer.ts';
import { refusals } from './refusals.ts';
import { StackState } from './stack-state.ts';
import { reportAttempt } from './stacked-attempt.ts';
import { classOfError, endOfError, type StackedEnd } from './stacked-end.ts';

type Guarded<T> = (context: RetryContext) => PromiseLike<T> | T;

/** A call on its way through the policies. */
interface StackedCall<T> {
  readonly about: CallFields & { provider: string };
  readonly fn: Guarded<T>;
  attempts: number;
}

/** One of the times that a policy has let its call through. */
interface Passage {
  error?: unknown;
  endedAtMs: number;
}

export interface StackedCallsOptions {
  provider: string;
  policies: readonly StackedPolicy[];
  emit: EventSink;
  clock: Clock;
  /** Comes before the number of each call in its id. */
  name: string;
}

/**
 * Leads calls through policies, from the outside in, and reports what becomes of them. Policies know neither the call
 * nor each other, so all is seen from between them: what they let through, when, and how often.
 */
export class StackedCalls {
  readonly #options: StackedCallsOptions;
  readonly #layers: readonly PolicyLayer[];
  readonly #state: StackState;
  #begun = 0;

  constructor(options: StackedCallsOptions) {
    this.#options = options;
    this.#layers = options.policies.map((policy) => new PolicyLayer(policy));
    this.#state = new StackState(this.#layers, options.provider, options.emit);
  }

  async run<T>(operation: string, fn: Guarded<T>, signal: AbortSignal): Promise<T> {
    const { provider, clock, name, emit } = this.#options;
    this.#begun += 1;
    const call: StackedCall<T> = { about: { provider, operation, callId: `${name}.${this.#begun}` }, fn, attempts: 0 };
    const startedAtMs = clock.now();
    let end: StackedEnd = { outcome: 'ok', code: undefined };
    try {
      if (signal.aborted) throw new EvenkeelError('EVK_CANCELLED', 'The call was cancelled.', { cause: signal.reason });
      return await this.#enter(0, call, signal);
    } catch (error) {
      end = endOfError(error, signal.aborted);
      throw error;
    } finally {
      const { outcome, code, message } = end;
      const { about, attempts } = call;
      if (code !== undefined && refusals.has(code)) emit({ ...about, type: 'rate-limited', source: 'local' });
      const durationMs = clock.now() - startedAtMs;
      emit({ ...about, type: 'call-ended', outcome, durationMs, attempts, code, message });
    }
  }

  /** Goes through the policy at `at`, and those inside it. */
  async #enter<T>(at: number, call: StackedCall<T>, signal: AbortSignal): Promise<T> {
    const layer = this.#layers[at];
    const { emit, clock } = this.#options;
    if (layer === undefined) {
      call.attempts += 1;
      return reportAttempt({ ...call, attempt: call.attempts, signal, emit, clock });
    }
    const { waiting, closed } = layer;
    let waited = (): void => {};
    let before: Passage | undefined;
    try {
      const running = layer.policy.execute(async (context) => {
        waited();
        if (before !== undefined) this.#repeats(call, before);
        const passage: Passage = { endedAtMs: 0 };
        before = passage;
        try {
          return await this.#enter(at + 1, call, context.signal);
        } catch (error) {
          passage.error = error;
          throw error;
        } finally {
          passage.endedAtMs = clock.now();
        }
      }, signal);
      // A line is joined at once, or not at all.
      if (layer.cause !== undefined && layer.waiting > waiting) waited = this.#waits(call, layer.cause);
      this.#state.look(layer);
      return await running;
    } catch (error) {
      const forMs = (isEvenkeelError(error) && error.retryAfterMs) || 0;
      if (!closed && layer.closed && forMs > 0) emit({ ...call.about, type: 'gate-closed', forMs });
      throw error;
    } finally {
      waited();
      this.#state.look(layer);
    }
  }

  /** Tells of a repeat when it comes: before, nobody knows how long it will have waited. */
  #repeats({ about, attempts: attempt }: StackedCall<unknown>, { error, endedAtMs }: Passage): void {
    const { emit, clock } = this.#options;
    const delayMs = clock.now() - endedAtMs;
    const [hinted, message] = isEvenkeelError(error) ? [error.retryAfterMs !== undefined, error.message] : [false];
    const told = message === undefined ? {} : { message };
    emit({ ...about, type: 'retry-scheduled', attempt, delayMs, reason: classOfError(error), hinted, ...told });
    emit({ ...about, type: 'wait-started', cause: 'backoff' });
    emit({ ...about, type: 'wait-ended', cause: 'backoff', durationMs: delayMs });
  }

  /** @returns what tells, once, that the wait is over */
  #waits({ about }: StackedCall<unknown>, cause: WaitCause): () => void {
    const { emit, clock } = this.#options;
    const startedAtMs = clock.now();
    let isOver = false;
    emit({ ...about, type: 'wait-started', cause });
    return () => {
      if (!isOver) emit({ ...about, type: 'wait-ended', cause, durationMs: clock.now() - startedAtMs });
      isOver = true;
    };
  }
}
