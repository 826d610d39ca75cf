import {
  AttemptTimeout,
  Bulkhead,
  CircuitBreaker,
  type Clock,
  isEvenkeelError,
  type ResilienceEvent,
  RetryPolicy,
  type RetryPolicyOptions,
  RollingRatioBreaker,
  type StoredCircuit,
  systemClock,
} from '@evenkeel/toolkit';
import {
  ContractClient,
  defineProvider,
  type LimitDefinition,
  type OperationDefinition,
  type ProviderDefinition,
} from '@evenkeel/toolkit/providers';
import { CircuitState } from 'cockatiel';
import type {
  BreakerSetup,
  CircuitName,
  ClientSetup,
  Contestant,
  Idempotency,
  Listeners,
  Quota,
  RetrySetup,
} from '../contestant.ts';
import { apiKey, methodOf } from '../http.ts';

const retryAfter: ProviderDefinition['hints'] = [{ header: 'retry-after', means: 'wait', format: 'retry-after' }];

const names: Record<CircuitState, CircuitName> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'isolated',
};

const LONG_MS = 3_600_000;

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

function backoffOf({ backoff: { baseMs, factor = 2, jitterMs, capMs } }: RetrySetup) {
  return { kind: 'additive-jitter', baseMs, factor, jitterMs, capMs, firstExponent: 0 } as const;
}

/** The setup as a contract, since that is how our client is configured. */
function contractOf(setup: ClientSetup): ProviderDefinition {
  const { retry, breaker, bulkhead, window } = setup;
  const retried = { retry: retry !== undefined };
  const deadlineMs = setup.deadlineMs ?? LONG_MS;
  const operation = (idempotency: Idempotency): OperationDefinition => ({
    method: methodOf[idempotency],
    path: `/${idempotency}`,
    idempotency,
    costs: {
      requests: setup.costs?.[idempotency] ?? 1,
      ...Object.fromEntries(
        (setup.quotas ?? []).flatMap(({ unit, costs }) => (costs ? [[unit, costs[idempotency] ?? 0]] : [])),
      ),
    },
    ...(setup.streams && { returns: 'events' }),
    ...(setup.settleAfterMs !== undefined && { settleAfterMs: setup.settleAfterMs }),
    attemptTimeoutMs: Math.min(setup.attemptTimeoutMs ?? deadlineMs, deadlineMs),
    deadlineMs,
  });
  return {
    name: 'scripted',
    tiers: {
      only: {
        limits: [
          ...(bulkhead ? [{ kind: 'concurrency' as const, amount: bulkhead.limit }] : []),
          ...(setup.inFlight ?? []).map(({ limit: amount, apart }) => {
            return { kind: 'concurrency' as const, amount, scope: ['credential' as const, ...apart] };
          }),
          ...(window ? [windowOf(window)] : []),
          ...(setup.quotas ?? []).map(limitOf),
        ],
        pool: { connections: setup.connections ?? 64, keepAlive: setup.connections ?? 64 },
      },
    },
    operations: { safe: operation('safe'), key: operation('key'), none: operation('none') },
    hints: setup.hints ?? retryAfter,
    rules: [
      ...(setup.rules ?? []),
      { status: [200, 299], class: 'ok', retry: false },
      { status: 429, class: 'throttled', ...retried },
      { status: 503, class: 'overloaded', ...retried },
      { status: 529, class: 'overloaded', ...retried },
      { status: [500, 599], class: 'transient', ...retried },
      { failure: 'network', class: 'transient', ...retried },
      { failure: 'timeout', class: 'transient', ...retried },
    ],
    retry: {
      maxAttempts: retry?.maxAttempts ?? 1,
      backoff: retry ? backoffOf(retry) : { kind: 'uniform', minMs: 0, maxMs: 0 },
      hintJitter: { kind: 'uniform', minMs: 0, maxMs: retry?.backoff.jitterMs ?? 0 },
      hintMarginMs: 25,
      maxHintMs: setup.maxHintMs ?? LONG_MS,
      budget: retry?.budget ? { ...retry.budget, charges: ['transient', 'overloaded', 'throttled'] } : null,
    },
    breaker: {
      window: { sizeMs: breaker?.windowMs ?? LONG_MS, buckets: 10 },
      // Without a breaker in the setup, it never opens.
      minimumCalls: breaker?.minimumCalls ?? Number.MAX_SAFE_INTEGER,
      errorRatio: breaker?.errorRatio ?? 0.5,
      compare: '>',
      openMs: breaker?.openMs ?? 1,
      probes: breaker?.probes ?? 1,
      counts: ['transient', 'overloaded'],
      ...(breaker?.slowCall && { slowCall: breaker.slowCall }),
    },
    ...(setup.throttle && { throttle: setup.throttle }),
    ...(setup.shouldRetry && { shouldRetry: setup.shouldRetry }),
    ...(setup.authentication !== undefined && { authentication: setup.authentication }),
  };
}

function windowOf({ limit: amount, windowMs, apart }: NonNullable<ClientSetup['window']>): LimitDefinition {
  return { kind: 'window', amount, windowMs, ...(apart && { scope: ['credential', ...apart] }) };
}

function limitOf({ unit, limit: amount, ...time }: Quota): LimitDefinition {
  const common = { name: unit, unit, amount };
  return 'windowMs' in time
    ? { kind: 'window', ...common, windowMs: time.windowMs }
    : { kind: 'bucket', ...common, refillPerSecond: time.refillPerSecond };
}

async function textOf(body: unknown): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function breakerOf({ windowMs, minimumCalls, errorRatio, openMs, ...setup }: BreakerSetup, onChange?: () => void) {
  const { probes = 1, slowCall, handle, initialState } = setup;
  return new CircuitBreaker({
    breaker: new RollingRatioBreaker({
      window: { sizeMs: windowMs, buckets: 10 },
      minimumCalls,
      errorRatio,
      compare: '>',
      ...(slowCall && { slowCall }),
    }),
    openMs,
    probes,
    ...(handle && { handle }),
    ...(initialState !== undefined && { initialState: initialState as StoredCircuit }),
    ...(onChange && { onChange }),
  });
}

/** Timers that do not keep the process alive. */
const unrefClock: Clock = {
  now: systemClock.now,
  setTimeout(fn, delayMs) {
    const timer = setTimeout(fn, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

function listen(policy: Pick<Bulkhead, 'onSuccess' | 'onFailure'>, { onSuccess, onFailure }: Listeners = {}): void {
  if (onSuccess) policy.onSuccess(onSuccess);
  if (onFailure) policy.onFailure(onFailure);
}

/** Ours: the client for whole calls, and each policy by itself. */
export const evenkeel: Contestant = {
  name: 'evenkeel',
  client(baseUrl, setup) {
    const ignoredHints: string[] = [];
    // What somebody could still read is not garbage.
    const unread: unknown[] = [];
    const noteIgnored = (event: ResilienceEvent): void => {
      if (event.type === 'hint-ignored') ignoredHints.push(event.name);
    };
    const client = new ContractClient(defineProvider(contractOf(setup)), {
      ...(setup.authentication !== null && { apiKey }),
      baseUrl,
      ...(setup.estimators && { estimators: setup.estimators }),
      ...(setup.budget && { budget: setup.budget }),
      ...(setup.priorityShares && { priorityShares: setup.priorityShares }),
      ...(setup.bulkhead && { maxQueued: setup.bulkhead.maxQueued ?? UNBOUNDED }),
      onEvent: [noteIgnored, ...(setup.onEvent ? [setup.onEvent as (event: unknown) => void] : [])],
    });
    return {
      async call({ idempotency = 'safe', payload = {}, ...request } = {}) {
        const { status, headers, body } = await client.request(idempotency, payload, request);
        if (setup.streams === 'unread') unread.push(body);
        return { status, headers, body: setup.streams === 'read' ? await textOf(body) : JSON.stringify(body) };
      },
      pause: () => client.pause(),
      resume: () => client.resume(),
      setLimit: (limit) => client.setLimits({ ceiling: limit }),
      setWindow: (limit) => client.setLimits({ window: { limit } }),
      ignoredHints: () => ignoredHints,
      // Calls that are still under way when a case ends are cancelled.
      close: () => client.close({ signal: AbortSignal.abort() }),
    };
  },
  retry(setup, listeners = {}, timers) {
    const options: RetryPolicyOptions = {
      maxAttempts: setup.maxAttempts,
      backoff: backoffOf(setup),
      handle: () => true,
      ...(timers && { clock: unrefClock }),
      onRetry: () => listeners.onRetry?.(),
    };
    const policy = new RetryPolicy(options);
    listen(policy, listeners);
    return { execute: (fn, signal) => policy.execute((context) => fn(context.signal), signal) };
  },
  timeout(timeoutMs, listeners = {}) {
    const policy = new AttemptTimeout({ timeoutMs });
    listen(policy, listeners);
    policy.onFailure(({ reason }) => {
      if (!('error' in reason && isEvenkeelError(reason.error))) return;
      if (reason.error.code === 'EVK_ATTEMPT_TIMEOUT') listeners.onTimeout?.();
    });
    return { execute: (fn, signal) => policy.execute((context) => fn(context.signal), signal) };
  },
  breaker(setup, listeners) {
    const policy = breakerOf(setup);
    listen(policy, listeners);
    return {
      execute: (fn, signal) => policy.execute((context) => fn(context.signal), signal),
      get state() {
        return names[policy.state];
      },
      isolate() {
        const isolation = policy.isolate();
        return () => isolation.dispose();
      },
      store: () => policy.toJSON(),
    };
  },
  bulkhead({ limit, maxQueued = UNBOUNDED }, listeners) {
    const policy = new Bulkhead({ limit, maxQueued });
    listen(policy, listeners);
    return {
      execute: (fn, signal) => policy.execute((context) => fn(context.signal), signal),
      get inFlight() {
        return policy.inFlight;
      },
      get queued() {
        return policy.queued;
      },
      executeWithPriority: (priority, fn) => policy.withPriority(priority).execute(fn),
    };
  },
};
