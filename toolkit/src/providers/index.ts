import type { ProviderContract } from '../contract/contract.ts';
import { neroxProfile } from './nerox/contract.ts';
import { neuraProfile } from './neura/contract.ts';
import { nimbusProfile } from './nimbus/contract.ts';

export type { PriorityShares } from '../admission/turns.ts';
export type { JobEnd } from '../call/call.ts';
export { classifyResponse, type ResponseRules } from '../call/classify.ts';
export type { ApiAnswer } from '../client/answer.ts';
export type { ContractCaller } from '../client/caller.ts';
export type { CallOptions, ClientOptions, LimitOptions, ManagedClient } from '../client/client-options.ts';
export { ContractClient } from '../client/contract-client.ts';
export { EventStreamClient } from '../client/event-stream-client.ts';
export { ManagedCaller } from '../client/managed-caller.ts';
export type { CallRequest, EventsRequest } from '../client/request.ts';
export { eventsIn } from '../client/streamed-body.ts';
export type { SentPayload } from '../client/write-request.ts';
export type { Authentication } from '../contract/authentication.ts';
export type { Backend } from '../contract/backend.ts';
export type { Billing, GuideMetrics } from '../contract/billing.ts';
export type { Budget } from '../contract/budget.ts';
export { type ProviderContract, type Tier, wireOperation } from '../contract/contract.ts';
export { ContractError } from '../contract/contract-error.ts';
export type { Cost, CostReport, CostSource, EstimatedCost } from '../contract/cost.ts';
export { type CostedRequest, type Estimator, estimateOf } from '../contract/cost-of-call.ts';
export { defineProvider } from '../contract/define.ts';
export type {
  HintDefinition,
  LimitDefinition,
  ObjectiveDefinition,
  OperationDefaults,
  OperationDefinition,
  ProviderDefinition,
  Short,
  TierDefinition,
} from '../contract/definition.ts';
export {
  type BucketLimit,
  type CalendarLimit,
  type ConcurrencyLimit,
  concurrencyOf,
  furtherConcurrencyOf,
  isConcurrency,
  isRate,
  type Limit,
  type LimitBase,
  type RateBase,
  type RateLimit,
  ratesOf,
  type Scope,
  type WindowLimit,
} from '../contract/limit.ts';
export type { Emulated, Method, Operation, OperationAlias, RequestBody, ResponseBody } from '../contract/operation.ts';
export type {
  BodyMatch,
  Classification,
  FailureRule,
  FieldMatch,
  HeaderMatch,
  ResponseRule,
  ResultClass,
  Rule,
  ShouldRetry,
  StatusMatch,
  TransportFailure,
} from '../contract/rule.ts';
export { ResponseMemory } from '../contract/rule.ts';
export {
  type ClientSettings,
  type OperationSettings,
  type RateSettings,
  resolveClientSettings,
  windowMs,
} from '../contract/settings.ts';
export { validateContract } from '../contract/validate.ts';
export type { ProviderEvent } from '../events.ts';
export { attemptHeader, callIdHeader, idempotencyKeyHeader } from '../http/attempt-headers.ts';
export { type PathStep, parseBodyPath, type Scalar, scalarAt } from '../http/body-path.ts';
export type { ServerSentEvent } from '../http/event-stream.ts';
export type { Hint, HintFormat, HintMeaning, HintPlace, ObeyedOn } from '../http/hint.ts';
export type { HintedResponse } from '../http/read-hints.ts';
export type { BodyPieces } from '../http/transport.ts';
export type { ThrottleSettings } from '../policies/adaptive/throttle-core.ts';
export type { BreakerSettings } from '../policies/breaker/circuit-breaker.ts';
export type { BudgetSettings, RetrySettings } from '../policies/retry/retry-settings.ts';
export { endOfPeriod } from '../time/calendar.ts';
export { neroxProfile } from './nerox/contract.ts';
export { neuraProfile } from './neura/contract.ts';
export { nimbusProfile } from './nimbus/contract.ts';

/** Every API that Evenkeel knows. A new one is a folder beside `nimbus/` and a line here. */
export const contracts: readonly ProviderContract[] = [nimbusProfile, neuraProfile, neroxProfile];
