import * as ck from 'cockatiel';
import { Agent } from 'undici';
import type { Answer, BreakerSetup, CircuitName, Contestant, Listeners, Part, RetrySetup } from '../contestant.ts';
import { isFailure, isTransient, send } from '../http.ts';

type Policy = ck.IPolicy<ck.IDefaultPolicyContext>;

const names: Record<ck.CircuitState, CircuitName> = {
  [ck.CircuitState.Closed]: 'closed',
  [ck.CircuitState.Open]: 'open',
  [ck.CircuitState.HalfOpen]: 'half-open',
  [ck.CircuitState.Isolated]: 'isolated',
};

const retried = ck.handleAll.orWhenResult((result) => isTransient(result as Answer));

const failures = ck.handleAll.orWhenResult((result) => isFailure(result as Answer));

function retry(handled: ck.Policy, { maxAttempts, backoff }: RetrySetup): ck.RetryPolicy {
  const { baseMs, factor = 2, jitterMs, capMs } = backoff;
  return ck.retry(handled, {
    maxAttempts,
    backoff: new ck.ExponentialBackoff({
      initialDelay: baseMs,
      exponent: factor,
      maxDelay: capMs,
      generator: jitterMs > 0 ? ck.fullJitterGenerator : ck.noJitterGenerator,
    }),
  });
}

function breaker(handled: ck.Policy, setup: BreakerSetup): ck.CircuitBreakerPolicy {
  const { windowMs, minimumCalls, errorRatio, openMs, probes = 1, initialState } = setup;
  return ck.circuitBreaker(handled, {
    breaker: new ck.SamplingBreaker({
      threshold: errorRatio,
      duration: windowMs,
      // Its minimum is in calls a second, and not in calls a window.
      minimumRps: (minimumCalls * 1_000) / windowMs,
    }),
    halfOpenAfter: openMs,
    ...(probes > 1 && { halfOpenSampling: { calls: probes, threshold: 1 / probes / 2 } }),
    ...(initialState !== undefined && { initialState }),
  });
}

function listen(policy: Policy, { onSuccess, onFailure }: Listeners = {}): void {
  if (onSuccess) policy.onSuccess(onSuccess);
  if (onFailure) policy.onFailure(onFailure);
}

function part(policy: Policy): Part {
  return { execute: (fn, signal) => policy.execute((context) => fn(context.signal), signal) };
}

/** cockatiel 4, combined as its readme shows. It reads no hints. */
export const cockatiel: Contestant = {
  name: 'cockatiel',
  client(baseUrl, setup) {
    if (setup.window || setup.quotas || setup.throttle || setup.retry?.budget || setup.breaker?.slowCall)
      return undefined;
    const dispatcher = new Agent({ connections: setup.connections ?? 64 });
    const policies = [
      setup.deadlineMs && ck.timeout(setup.deadlineMs, ck.TimeoutStrategy.Aggressive),
      setup.retry && retry(retried, setup.retry),
      setup.breaker && breaker(failures, setup.breaker),
      setup.bulkhead && ck.bulkhead(setup.bulkhead.limit, setup.bulkhead.maxQueued ?? Number.MAX_SAFE_INTEGER),
      setup.attemptTimeoutMs && ck.timeout(setup.attemptTimeoutMs, ck.TimeoutStrategy.Aggressive),
    ].filter((policy) => typeof policy === 'object') as Policy[];
    const [first] = policies;
    if (first && setup.onEvent) {
      first.onSuccess(setup.onEvent);
      first.onFailure(setup.onEvent);
    }
    const policy = first ? ck.wrap(...policies) : ck.noop;
    return {
      call: (request = {}) =>
        policy.execute(({ signal }) => send(baseUrl, request, signal, dispatcher), request.signal),
      close: () => dispatcher.destroy(),
    };
  },
  retry(setup, listeners = {}, timers) {
    const policy = retry(ck.handleAll, setup);
    listen(policy, listeners);
    if (listeners.onRetry) policy.onRetry(listeners.onRetry);
    return part(timers ? policy.dangerouslyUnref() : policy);
  },
  timeout(timeoutMs, listeners = {}) {
    const policy = ck.timeout(timeoutMs, ck.TimeoutStrategy.Aggressive);
    listen(policy, listeners);
    if (listeners.onTimeout) policy.onTimeout(listeners.onTimeout);
    return part(policy);
  },
  breaker(setup, listeners) {
    if (setup.slowCall) return undefined;
    const policy = breaker(setup.handle ? ck.handleWhen(setup.handle) : ck.handleAll, setup);
    listen(policy, listeners);
    return {
      ...part(policy),
      get state() {
        return names[policy.state];
      },
      isolate() {
        const handle = policy.isolate();
        return () => handle.dispose();
      },
      store: () => policy.toJSON(),
    };
  },
  bulkhead({ limit, maxQueued = Number.MAX_SAFE_INTEGER }, listeners) {
    const policy = ck.bulkhead(limit, maxQueued);
    listen(policy, listeners);
    return {
      ...part(policy),
      get inFlight() {
        return limit - policy.executionSlots;
      },
      get queued() {
        return maxQueued - policy.queueSlots;
      },
    };
  },
};
