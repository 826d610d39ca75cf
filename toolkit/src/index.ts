export type { BreakerSnapshot, ClientSnapshot, LimitSnapshot, PauseSnapshot } from './admission/snapshot.ts';
export type { BatchOptions, BatchProgress, Payloads } from './call/batch.ts';
export type { StackedPolicy } from './call/policy-layer.ts';
export { PolicyStack, type PolicyStackOptions, type StackOfOperation } from './call/policy-stack.ts';
export { type RequireOkOptions, requireOk } from './call/require-ok.ts';
export type { CallOptions, ClientOptions, LimitOptions, ManagedClient } from './client/client-options.ts';
export type { ContractRequests, FetchedRequest, RequestAttempt } from './client/contract-requests.ts';
export {
  type ApiBatchOptions,
  type ApiCallOptions,
  type ApiClient,
  type ApiOptions,
  type BodyReader,
  type BodyReaders,
  createClient,
  type ReadBody,
  type RequestParts,
} from './client/create-client.ts';
export {
  type ExecuteOptions,
  type FunctionAttempt,
  type FunctionPipeline,
  type FunctionPipelineOptions,
  pipeline,
} from './client/function-pipeline.ts';
export {
  type ClientHealth,
  type Health,
  type HealthRow,
  healthOf,
  type LimitHealth,
  type TellsState,
} from './client/health.ts';
export type { Classify, FunctionEnd, Meaning } from './client/meaning.ts';
export type { CostedRequest, Estimator } from './contract/cost-of-call.ts';
export type { ResultClass } from './contract/rule.ts';
export type { Coordinator } from './coordination/coordinator.ts';
export { createMemoryCoordinator } from './coordination/memory.ts';
export type { CallOutcome } from './errors/call-outcome.ts';
export { errorCodes } from './errors/error-codes.ts';
export {
  type ErrorCode,
  type ErrorDetails,
  EvenkeelError,
  isEvenkeelError,
  OptionError,
} from './errors/errors.ts';
export type {
  AttemptClass,
  CallFields,
  ClientState,
  EventSink,
  LimitState,
  ResilienceEvent,
  UnitLimit,
  WaitCause,
} from './events.ts';
export type {
  BodyPieces,
  Pool,
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './http/transport.ts';
export { AdaptiveBulkhead, type AdaptiveBulkheadOptions } from './policies/adaptive/adaptive-bulkhead.ts';
export type { AdaptiveLimitOptions } from './policies/adaptive/adaptive-limit.ts';
export { AdaptiveThrottle, type AdaptiveThrottleOptions } from './policies/adaptive/adaptive-throttle.ts';
export type { ThrottleSettings } from './policies/adaptive/throttle-core.ts';
export { type OpossumBreakerOptions, opossumBreaker } from './policies/breaker/breaker-presets.ts';
export type { BreakerRule } from './policies/breaker/breaker-rule.ts';
export {
  CircuitBreaker,
  type CircuitBreakerOptions,
  type Isolation,
} from './policies/breaker/circuit-breaker.ts';
export { CircuitState, type CircuitStateName, type StoredCircuit } from './policies/breaker/circuit-state.ts';
export { OpossumRule, type OpossumRuleOptions } from './policies/breaker/opossum-rule.ts';
export { RollingRatioBreaker } from './policies/breaker/rolling-ratio-breaker.ts';
export type { RollingRatio, SlowCall } from './policies/breaker/rolling-window.ts';
export { Bulkhead, type BulkheadOptions } from './policies/bulkhead/bulkhead.ts';
export type { Slots, SlotsOptions } from './policies/bulkhead/slots.ts';
export { Gate, type GateOptions } from './policies/gate.ts';
export type { PolicyContext, PolicyEvent, PolicyFailure, PolicySuccess } from './policies/policy.ts';
export { FixedWindow, type FixedWindowOptions } from './policies/rate/fixed-window.ts';
export { RateLimiter, type RateLimiterOptions } from './policies/rate/rate-limiter.ts';
export type { RatePermit, RateRule } from './policies/rate/rate-rule.ts';
export { SlidingWindow, type SlidingWindowOptions } from './policies/rate/sliding-window.ts';
export { type BucketCore, TokenBucket, type TokenBucketOptions } from './policies/rate/token-bucket.ts';
export { type Backoff, backoffDelayMs, type Growth } from './policies/retry/backoff.ts';
export type { Failure, FailureFilter } from './policies/retry/failures.ts';
export { type BudgetCore, RetryBudget, type RetryBudgetOptions } from './policies/retry/retry-budget.ts';
export {
  type BackoffContext,
  type BackoffFactory,
  type BackoffStep,
  type RetryContext,
  type RetryEvent,
  RetryPolicy,
  type RetryPolicyOptions,
} from './policies/retry/retry-policy.ts';
export type { StandalonePolicy } from './policies/standalone.ts';
export {
  AttemptTimeout,
  type AttemptTimeoutOptions,
  Deadline,
  type DeadlineOptions,
  type TimeLimit,
} from './policies/timeout/timeout.ts';
export * as nerox from './providers/nerox/index.ts';
export * as neura from './providers/neura/index.ts';
export * as nimbus from './providers/nimbus/index.ts';
export { type Cancel, type Clock, type Random, systemClock, systemRandom } from './time/clock.ts';
