import pLimit from 'p-limit';
import pRetry, { AbortError, type Options } from 'p-retry';
import { Agent } from 'undici';
import type { Contestant, RetrySetup } from '../contestant.ts';
import { isTransient, send } from '../http.ts';

function options({ maxAttempts, backoff }: RetrySetup): Options {
  const { baseMs, factor = 2, jitterMs, capMs } = backoff;
  return { retries: maxAttempts - 1, minTimeout: baseMs, maxTimeout: capMs, factor, randomize: jitterMs > 0 };
}

/** p-retry 9 in p-limit 7, each used as its readme shows: a call with all its retries takes one of p-limit's slots. */
export const pRetryWithPLimit: Contestant = {
  name: 'p-retry+p-limit',
  client(baseUrl, setup) {
    if (setup.breaker || setup.window || setup.quotas || setup.throttle || setup.retry?.budget) return undefined;
    // Its queue has no bound.
    if (setup.bulkhead?.maxQueued !== undefined) return undefined;
    const dispatcher = new Agent({ connections: setup.connections ?? 64 });
    const limit = pLimit(setup.bulkhead?.limit ?? Number.POSITIVE_INFINITY);
    const retry = setup.retry ? options(setup.retry) : { retries: 0 };
    return {
      call: (request = {}) =>
        limit(() => {
          const deadline = setup.deadlineMs && AbortSignal.timeout(setup.deadlineMs);
          const ofCall = [request.signal, deadline].filter((signal) => signal instanceof AbortSignal);
          const attempt = async () => {
            const timeout = setup.attemptTimeoutMs ? [AbortSignal.timeout(setup.attemptTimeoutMs)] : [];
            const answer = await send(baseUrl, request, AbortSignal.any([...ofCall, ...timeout]), dispatcher);
            if (answer.status < 400) return answer;
            const error = Object.assign(new Error(`The answer is ${answer.status}.`), answer);
            throw isTransient(answer) ? error : new AbortError(error);
          };
          return pRetry(attempt, {
            ...retry,
            signal: AbortSignal.any(ofCall),
            onFailedAttempt: async (context) => {
              await setup.onEvent?.(context);
            },
          });
        }),
      setLimit(concurrency) {
        limit.concurrency = concurrency;
      },
      close: () => dispatcher.destroy(),
    };
  },
  retry(setup, listeners = {}, timers) {
    // It has no such listeners: only the promise tells success and failure.
    if (listeners.onSuccess || listeners.onFailure) return undefined;
    return {
      execute: (fn, signal) =>
        pRetry(() => fn(signal ?? new AbortController().signal), {
          ...options(setup),
          ...(signal && { signal }),
          ...(timers && { unref: true }),
          onFailedAttempt: async () => {
            await listeners.onRetry?.();
          },
        }),
    };
  },
  bulkhead({ limit: concurrency, maxQueued }) {
    // Its queue has no bound.
    if (maxQueued !== undefined) return undefined;
    const limit = pLimit(concurrency);
    return {
      execute: (fn, signal = new AbortController().signal) => limit(() => fn(signal)),
      get inFlight() {
        return limit.activeCount;
      },
      get queued() {
        return limit.pendingCount;
      },
    };
  },
};
