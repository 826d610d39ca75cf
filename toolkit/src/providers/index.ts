import type { ProviderContract } from '../contract/contract.ts';
import { neroxProfile } from './nerox/profile.ts';
import { neuraProfile } from './neura/profile.ts';
import { nimbusProfile } from './nimbus/profile.ts';

export type { JobEnd } from '../call/call.ts';
export type { ContractCaller } from '../client/caller.ts';
export { ContractClient } from '../client/client.ts';
export type { CallOptions, ClientOptions, LimitOptions, ManagedClient } from '../client/client-options.ts';
export { EventStreamClient } from '../client/event-stream-client.ts';
export type { CallRequest, EventsRequest } from '../client/request.ts';
export {
  type Backend,
  type Billing,
  type Ceiling,
  type GuideMetrics,
  type Operation,
  type OperationAlias,
  type ProviderContract,
  type Tier,
  type Window,
  wireOperation,
} from '../contract/contract.ts';
export { ContractError } from '../contract/contract-error.ts';
export { defineProvider } from '../contract/define.ts';
export type { BodyMatch, Classification, FailureRule, Rule, StatusRule, TransportFailure } from '../contract/rule.ts';
export {
  type ClientSettings,
  type OperationSettings,
  resolveClientSettings,
  type WindowSettings,
} from '../contract/settings.ts';
export { validateContract } from '../contract/validate.ts';
export type { ProviderEvent } from '../events.ts';
export { attemptHeader, callIdHeader, idempotencyKeyHeader } from '../http/attempt-headers.ts';
export type { ServerSentEvent } from '../http/event-stream.ts';
export type { Hint } from '../http/hint.ts';
export type { ThrottleSettings } from '../policies/adaptive/adaptive-throttle.ts';
export type { BreakerSettings } from '../policies/breaker/circuit-breaker.ts';
export type { BudgetSettings, RetrySettings } from '../policies/retry/retry-settings.ts';
export { neroxProfile } from './nerox/profile.ts';
export { neuraProfile } from './neura/profile.ts';
export { nimbusProfile } from './nimbus/profile.ts';

/** Every API that Evenkeel knows. A new one is a folder beside `nimbus/` and a line here. */
export const contracts: readonly ProviderContract[] = [nimbusProfile, neuraProfile, neroxProfile];
