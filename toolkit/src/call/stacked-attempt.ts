import { isEvenkeelError } from '../errors/errors.ts';
import type { AttemptClass, CallFields, EventSink } from '../events.ts';
import { isLocal } from '../policies/outcome.ts';
import type { RetryContext } from '../policies/retry/retry-policy.ts';
import type { Clock } from '../time/clock.ts';
import { classOfError } from './stacked-end.ts';

export interface StackedAttempt<T> {
  about: CallFields & { provider: string };
  /** From 1. */
  attempt: number;
  fn: (context: RetryContext) => PromiseLike<T> | T;
  signal: AbortSignal;
  emit: EventSink;
  clock: Clock;
}

/** Calls what all policies have let through, and reports it. It is over when it is given up, even if it goes on. */
export async function reportAttempt<T>({ about, attempt, fn, signal, emit, clock }: StackedAttempt<T>): Promise<T> {
  const startedAtMs = clock.now();
  emit({ ...about, type: 'attempt-started', attempt });
  let isOver = false;
  const end = (result: AttemptClass, error?: unknown): void => {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', giveUp);
    const status = isEvenkeelError(error) ? error.status : undefined;
    emit({ ...about, type: 'attempt-ended', attempt, result, durationMs: clock.now() - startedAtMs, status });
    if (result === 'throttled') emit({ ...about, type: 'rate-limited', source: 'upstream' });
  };
  const giveUp = (): void => {
    const { reason } = signal;
    // Only a time limit of its own says something of the upstream.
    end(isEvenkeelError(reason) && reason.code === 'EVK_ATTEMPT_TIMEOUT' ? 'transient' : 'cancelled');
  };
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const value = await fn({ signal, attempt });
    end('ok');
    return value;
  } catch (error) {
    // What another policy inside refuses was not sent.
    end(isLocal(error) ? 'cancelled' : classOfError(error), error);
    throw error;
  }
}
