import { handleAll, type IPolicy, wrap } from 'cockatiel';
import { AdaptiveThrottle } from '../src/policies/adaptive/adaptive-throttle.ts';
import { CircuitBreaker } from '../src/policies/breaker/circuit-breaker.ts';
import { RollingRatioBreaker } from '../src/policies/breaker/rolling-ratio-breaker.ts';
import { Bulkhead } from '../src/policies/bulkhead/bulkhead.ts';
import { Gate } from '../src/policies/gate.ts';
import { FixedWindow } from '../src/policies/rate/fixed-window.ts';
import { RateLimiter } from '../src/policies/rate/rate-limiter.ts';
import type { RateRule } from '../src/policies/rate/rate-rule.ts';
import { SlidingWindow } from '../src/policies/rate/sliding-window.ts';
import { TokenBucket } from '../src/policies/rate/token-bucket.ts';
import { RetryPolicy } from '../src/policies/retry/retry-policy.ts';
import { AttemptTimeout, Deadline } from '../src/policies/timeout/timeout.ts';
import { seededRandom } from '../src/testing/index.ts';
import type { Clock } from '../src/time/clock.ts';

/** What the bulkhead lets run at once, and what the rate limiters let through in a window. */
export const POLICY_LIMIT = 2;
export const ATTEMPT_TIMEOUT_MS = 150;
export const DEADLINE_MS = 500;

const limit = { limit: POLICY_LIMIT, windowMs: 200 };

const bulkhead = (clock: Clock) => new Bulkhead({ limit: POLICY_LIMIT, clock });
const limiter = (rule: () => RateRule) => (clock: Clock) => new RateLimiter({ rule: rule(), clock });
const attemptTimeout = (clock: Clock) => new AttemptTimeout({ timeoutMs: ATTEMPT_TIMEOUT_MS, clock });
const deadline = (clock: Clock) => new Deadline({ deadlineMs: DEADLINE_MS, clock });
const retry = (clock: Clock, seed: number) =>
  new RetryPolicy({
    maxAttempts: 3,
    backoff: { kind: 'full-jitter', baseMs: 100, capMs: 200, firstExponent: 0 },
    handle: handleAll,
    clock,
    random: seededRandom(seed),
  });
const breaker = (clock: Clock) => {
  const rule = { window: { sizeMs: 300, buckets: 3 }, minimumCalls: 3, errorRatio: 0.5, compare: '>' } as const;
  return new CircuitBreaker({ breaker: new RollingRatioBreaker(rule, clock), openMs: 100, clock });
};
const gate = (clock: Clock) => {
  const made = new Gate({ clock });
  clock.setTimeout(() => made.close(200), 100);
  clock.setTimeout(() => made.pause(), 250);
  clock.setTimeout(() => made.resume(), 400);
  return made;
};

const tokenBucket = limiter(() => new TokenBucket(limit));
/** Each policy as an app would use it alone, and all of them in a row. */
export const policies: Record<string, (clock: Clock, seed: number) => IPolicy> = {
  Bulkhead: bulkhead,
  Gate: gate,
  TokenBucket: tokenBucket,
  SlidingWindow: limiter(() => new SlidingWindow(limit)),
  FixedWindow: limiter(() => new FixedWindow(limit)),
  RetryPolicy: retry,
  AttemptTimeout: attemptTimeout,
  Deadline: deadline,
  CircuitBreaker: breaker,
  AdaptiveThrottle: (clock, seed) => new AdaptiveThrottle({ minimumRequests: 2, clock, random: seededRandom(seed) }),
  'all of them': (clock, seed) =>
    wrap(
      deadline(clock),
      retry(clock, seed),
      breaker(clock),
      gate(clock),
      tokenBucket(clock),
      bulkhead(clock),
      attemptTimeout(clock),
    ),
};
