import * as nerox from './providers/nerox/index.ts';
import * as neura from './providers/neura/index.ts';
import * as nimbus from './providers/nimbus/index.ts';

export type { BatchOptions, BatchProgress, Payloads } from './batch.ts';
export type { Waiting } from './call-scope.ts';
export { type Clock, type Random, systemClock, systemRandom } from './clock.ts';
export type {
  AccountMember,
  AccountOptions,
  CoordinationEvent,
  Coordinator,
} from './coordination/coordinator.ts';
export { createMemoryCoordinator } from './coordination/memory.ts';
export { type ErrorCode, EvenkeelError, errorCodes, isEvenkeelError, OptionError } from './errors.ts';
export type { AttemptResult, EventSink, ResilienceEvent, ResourceLimit, WaitCause } from './events.ts';
export { NodeTransport, type NodeTransportOptions } from './http/node-transport.ts';
export type { Transport, TransportRequest, TransportResponse } from './http/transport.ts';
export { AdaptiveBulkhead, type AdaptiveBulkheadOptions } from './policies/adaptive-bulkhead.ts';
export {
  AdaptiveLimit,
  type AdaptiveLimitOptions,
  type AdaptiveSample,
  type AdaptiveVerdict,
} from './policies/adaptive-limit.ts';
export {
  AdaptiveThrottle,
  type AdaptiveThrottleOptions,
  type ThrottleSettings,
  type ThrottleVerdict,
} from './policies/adaptive-throttle.ts';
export { type Backoff, backoffDelayMs } from './policies/backoff.ts';
export { type OpossumBreakerOptions, opossumBreaker } from './policies/breaker-presets.ts';
export type { BreakerRule } from './policies/breaker-rule.ts';
export { Bulkhead, type BulkheadOptions } from './policies/bulkhead.ts';
export {
  type Admission,
  type AttemptVerdict,
  CircuitBreaker,
  type CircuitBreakerOptions,
  type Isolation,
} from './policies/circuit-breaker.ts';
export type { CircuitStateName, StoredCircuit } from './policies/circuit-state.ts';
export { FixedWindow, type FixedWindowOptions } from './policies/fixed-window.ts';
export { Gate } from './policies/gate.ts';
export { OpossumRule, type OpossumRuleOptions } from './policies/opossum-rule.ts';
export { RateLimiter, type RateLimiterOptions } from './policies/rate-limiter.ts';
export type { RatePermit, RateRule } from './policies/rate-rule.ts';
export { RetryBudget, type RetryBudgetOptions } from './policies/retry-budget.ts';
export {
  type Failure,
  type RetryContext,
  type RetryEvent,
  RetryPolicy,
  type RetryPolicyOptions,
} from './policies/retry-policy.ts';
export { type RollingRatio, RollingRatioBreaker, type SlowCall } from './policies/rolling-ratio-breaker.ts';
export { SlidingWindow, type SlidingWindowOptions } from './policies/sliding-window.ts';
export type { StandalonePolicy } from './policies/standalone.ts';
export { AttemptTimeout, type AttemptTimeoutOptions, Deadline, type DeadlineOptions } from './policies/timeout.ts';
export { TokenBucket, type TokenBucketOptions } from './policies/token-bucket.ts';
export type { CallOptions, ClientOptions, LimitOptions, ManagedClient } from './providers/client-options.ts';
export { nerox, neura, nimbus };
