import type { Hint, HintPlace } from '../http/hint.ts';
import type { ThrottleSettings } from '../policies/adaptive/throttle-core.ts';
import type { BreakerSettings } from '../policies/breaker/circuit-breaker.ts';
import type { RetrySettings } from '../policies/retry/retry-settings.ts';
import type { ErrorObjective, LatencyObjective } from '../slo/objective.ts';
import type { Authentication } from './authentication.ts';
import type { Backend } from './backend.ts';
import type { Billing, GuideMetrics } from './billing.ts';
import type { ProviderContract, Tier } from './contract.ts';
import type { BucketLimit, CalendarLimit, ConcurrencyLimit, LimitBase, RateBase, WindowLimit } from './limit.ts';
import type { Operation, OperationAlias } from './operation.ts';
import type { Rule, ShouldRetry } from './rule.ts';

/** What may be left out. */
export type Short<L, K extends keyof L> = Omit<L, K> & Partial<Pick<L, K>>;

/** A limit; see {@link Limit}. Default: of requests, by credential, in which refused requests do not count. */
export type LimitDefinition =
  | Short<WindowLimit, Exclude<keyof RateBase, 'amount'> | 'starts'>
  | Short<CalendarLimit, Exclude<keyof RateBase, 'amount'> | 'zone'>
  | Short<BucketLimit, Exclude<keyof RateBase, 'amount'>>
  | Short<ConcurrencyLimit, Exclude<keyof LimitBase, 'amount'> | 'of' | 'retryAfterMs'>;

export interface TierDefinition extends Partial<Pick<Tier, 'asOf' | 'pool'>> {
  limits?: readonly LimitDefinition[];
}

/** A hint; see {@link Hint}. Default: of requests, on all responses, obeyed when the API refuses. */
export type HintDefinition = HintPlace & Short<Omit<Hint, 'header' | 'body'>, 'unit' | 'sentOn' | 'obeyedOn'>;

/** An operation; see {@link Operation}. */
export type OperationDefinition = Short<
  Operation,
  | 'group'
  | 'permissions'
  | 'costs'
  | 'sends'
  | 'returns'
  | 'idempotency'
  | 'attemptTimeoutMs'
  | 'deadlineMs'
  | 'emulate'
>;

/** What all operations have that do not say otherwise. */
export type OperationDefaults = Partial<Omit<Operation, 'method' | 'path' | 'group'>>;

export type ObjectiveDefinition<O extends string> =
  | (Short<ErrorObjective, 'name' | 'operations' | 'objective' | 'bad' | 'excluded' | 'minSamples' | 'alert'> & {
      operations?: readonly NoInfer<O>[];
    })
  | (Short<LatencyObjective, 'name' | 'operations' | 'objective' | 'of' | 'outcomes' | 'minSamples' | 'alert'> & {
      operations?: readonly NoInfer<O>[];
    });

/**
 * The short form of a contract: `name` is enough, and everything else has a default that is safe for an API of which
 * nothing is known; docs/contract.md lists them. What is given replaces the default; in `hints` and `rules`, `defaults`
 * stands for them.
 */
export interface ProviderDefinition<T extends string = string, O extends string = string> {
  schema?: 2;
  name: string;
  title?: string;
  authentication?: Partial<Authentication> | null;
  networks?: readonly string[];
  /** Of the only tier, which is named `default`. */
  limits?: readonly LimitDefinition[];
  /** Instead of `limits`, where an API has several tiers. */
  tiers?: Record<T, TierDefinition>;
  defaultTier?: NoInfer<T>;
  /** Default: one for each method, of the method's name in lower case, that takes any path as `{+path}`. */
  operations?: Record<O, OperationDefinition | OperationAlias<NoInfer<O>>>;
  operationDefaults?: OperationDefaults;
  hints?: readonly (HintDefinition | 'defaults')[];
  learnt?: ProviderContract['learnt'];
  rules?: readonly (Rule | 'defaults')[];
  requestIdHeaders?: readonly string[];
  shouldRetry?: ShouldRetry | null;
  retry?: Partial<RetrySettings>;
  throttle?: ThrottleSettings | null;
  breaker?: Partial<BreakerSettings>;
  backend?: Backend;
  billing?: Billing<NoInfer<T>>;
  guideMetrics?: GuideMetrics;
  objectives?: readonly ObjectiveDefinition<O>[];
  ours?: readonly string[];
}
