// An app that mixes the toolkit's policies with cockatiel's, of whatever version it has.
import {
  AdaptiveBulkhead,
  AdaptiveThrottle,
  AttemptTimeout,
  Bulkhead,
  CircuitBreaker,
  CircuitState,
  Deadline,
  Gate,
  OpossumRule,
  RateLimiter,
  RetryPolicy,
  RollingRatioBreaker,
  TokenBucket,
} from '@evenkeel/toolkit';
import * as cockatiel from 'cockatiel';

const { handleAll, wrap } = cockatiel;
const openMs = 5_000;
const one = { limit: 1, windowMs: 1_000 };
const retrying = { maxAttempts: 4, backoff: { kind: 'uniform', minMs: 0, maxMs: 100 } } as const;
const rule = { window: { sizeMs: 10_000, buckets: 10 }, minimumCalls: 20, errorRatio: 0.5, compare: '>' } as const;

const breaker = new CircuitBreaker({ breaker: new cockatiel.ConsecutiveBreaker(5), openMs });

// Ours are its policies, and so go wherever one is asked for.
export const ours: cockatiel.IPolicy[] = [
  new Deadline({ deadlineMs: 20_000 }),
  breaker,
  new RateLimiter({ rule: new TokenBucket(one) }),
  new RateLimiter({ rule: new TokenBucket(one) }).withCost(1),
  new AdaptiveThrottle(),
  new Bulkhead({ limit: 1 }),
  new Bulkhead({ limit: 1 }).withPriority(1),
  new AdaptiveBulkhead(),
  new Gate(),
  new AttemptTimeout({ timeoutMs: 3_000 }),
];
export const all: cockatiel.IPolicy = wrap(...ours);
export const decorate = cockatiel.usePolicy(new Gate());

// What wraps them knows what the guarded function is called with, and what it returns.
export const attempts: Promise<number> = wrap(
  new Deadline({ deadlineMs: 20_000 }),
  new RetryPolicy(retrying),
  new AttemptTimeout({ timeoutMs: 3_000 }),
).execute(({ attempt, signal }) => (signal.aborted ? 0 : attempt));
export const mixed: Promise<string> = wrap(
  cockatiel.retry(handleAll, { maxAttempts: 1, backoff: new cockatiel.ConstantBackoff(1) }),
  new Gate(),
).execute(({ attempt, signal }) => `${attempt} ${signal.aborted}`);

// Ours take its filters, backoffs and breakers, and its policies take our rules.
for (const handle of [handleAll, cockatiel.handleType(TypeError).orWhenResult((value) => value === null)]) {
  new RetryPolicy({ ...retrying, handle });
}
new RetryPolicy({ ...retrying, backoff: new cockatiel.ConstantBackoff(50) });
new RetryPolicy({ ...retrying, backoff: new cockatiel.DelegateBackoff(({ attempt }) => attempt * 10) });
new CircuitBreaker({ breaker: new cockatiel.SamplingBreaker({ threshold: 0.5, duration: 1_000 }), openMs });
for (const each of [new RollingRatioBreaker(rule), new OpossumRule()]) {
  cockatiel.circuitBreaker(handleAll, { halfOpenAfter: openMs, breaker: each });
}

// Its state and ours are one.
export const theirs: cockatiel.CircuitState = breaker.state;
export const isOpen: boolean = breaker.state === cockatiel.CircuitState.Open;
export const isIsolated: boolean = breaker.state === CircuitState.Isolated;

// None of this is so because something is `any`.
// @ts-expect-error: a number says nothing of an error
new RetryPolicy({ ...retrying, handle: 5 });
// @ts-expect-error: a backoff is no breaker
new CircuitBreaker({ breaker: new cockatiel.ConstantBackoff(50), openMs });
// @ts-expect-error: nothing counts attempts here
new Gate().execute(({ attempt }) => attempt);
