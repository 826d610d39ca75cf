import CircuitBreaker from 'opossum';
import { Agent } from 'undici';
import type { BreakerSetup, Contestant, Part } from '../contestant.ts';
import { isTransient, send } from '../http.ts';

type Action = (fn: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal) => Promise<unknown>;

function options({ windowMs, minimumCalls, errorRatio, openMs }: BreakerSetup): CircuitBreaker.Options {
  return {
    timeout: false,
    rollingCountTimeout: windowMs,
    rollingCountBuckets: 10,
    errorThresholdPercentage: errorRatio * 100,
    volumeThreshold: minimumCalls,
    resetTimeout: openMs,
  };
}

function circuit(of: CircuitBreaker.Options): CircuitBreaker {
  const action: Action = (fn, signal) => fn(signal);
  return new CircuitBreaker(action as never, of);
}

function part(breaker: CircuitBreaker): Part {
  return {
    execute: <T>(fn: (signal: AbortSignal) => Promise<T>, signal = new AbortController().signal) =>
      breaker.fire(fn, signal) as Promise<T>,
  };
}

/** opossum 10: a breaker with a time-out and a capacity. It retries nothing and has no queue. */
export const opossum: Contestant = {
  name: 'opossum',
  client(baseUrl, setup) {
    if (setup.retry || setup.deadlineMs || setup.window || setup.quotas || setup.throttle) return undefined;
    if (setup.breaker?.slowCall || (setup.breaker?.probes ?? 1) > 1) return undefined;
    if (!setup.breaker && !setup.bulkhead && !setup.attemptTimeoutMs) return undefined;
    const dispatcher = new Agent({ connections: setup.connections ?? 64 });
    // It has no queue.
    if (setup.bulkhead && setup.bulkhead.maxQueued !== 0) return undefined;
    const breaker = circuit({
      ...(setup.breaker ? options(setup.breaker) : { errorThresholdPercentage: 100 }),
      errorFilter: ({ status }: { status?: number }) => status === 429,
      timeout: setup.attemptTimeoutMs ?? false,
      ...(setup.bulkhead && { capacity: setup.bulkhead.limit }),
    });
    if (setup.onEvent) {
      breaker.on('success', setup.onEvent);
      breaker.on('failure', setup.onEvent);
    }
    return {
      call: async (request = {}) => {
        const signal = request.signal ?? new AbortController().signal;
        return part(breaker).execute(async () => {
          const answer = await send(baseUrl, request, signal, dispatcher);
          if (isTransient(answer)) throw Object.assign(new Error(`The answer is ${answer.status}.`), answer);
          return answer;
        }, signal);
      },
      close() {
        breaker.shutdown();
        return dispatcher.destroy();
      },
    };
  },
  timeout(timeoutMs, listeners = {}) {
    const breaker = circuit({ timeout: timeoutMs, errorThresholdPercentage: 100 });
    if (listeners.onSuccess) breaker.on('success', listeners.onSuccess);
    if (listeners.onFailure) breaker.on('failure', listeners.onFailure);
    if (listeners.onTimeout) breaker.on('timeout', listeners.onTimeout);
    return part(breaker);
  },
  breaker(setup, listeners = {}) {
    if (setup.slowCall || (setup.probes ?? 1) > 1) return undefined;
    const stored = setup.initialState as { state: never; status: never } | undefined;
    const { handle } = setup;
    const breaker = circuit({
      ...options(setup),
      // Its filter names the errors that do not count.
      ...(handle && { errorFilter: (error: unknown) => !handle(error) }),
      ...(stored && { state: stored.state }),
    });
    if (listeners.onSuccess) breaker.on('success', listeners.onSuccess);
    if (listeners.onFailure) breaker.on('failure', listeners.onFailure);
    return {
      ...part(breaker),
      get state() {
        if (breaker.halfOpen) return 'half-open';
        return breaker.opened ? 'open' : 'closed';
      },
      isolate() {
        breaker.open();
        return () => breaker.close();
      },
      store: () => breaker.toJSON(),
    };
  },
  bulkhead({ limit, maxQueued }, listeners = {}) {
    if (maxQueued !== 0) return undefined;
    const breaker = circuit({ timeout: false, capacity: limit, errorThresholdPercentage: 100 });
    if (listeners.onSuccess) breaker.on('success', listeners.onSuccess);
    if (listeners.onFailure) breaker.on('failure', listeners.onFailure);
    let inFlight = 0;
    return {
      execute: (fn, signal) =>
        part(breaker).execute(async (given) => {
          inFlight += 1;
          try {
            return await fn(given);
          } finally {
            inFlight -= 1;
          }
        }, signal),
      get inFlight() {
        return inFlight;
      },
      queued: 0,
    };
  },
};
