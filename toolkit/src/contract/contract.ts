import type { Hint } from '../http/hint.ts';
import type { ThrottleSettings } from '../policies/adaptive/throttle-core.ts';
import type { BreakerSettings } from '../policies/breaker/circuit-breaker.ts';
import type { RetrySettings } from '../policies/retry/retry-settings.ts';
import type { Objective } from '../slo/objective.ts';
import type { Authentication } from './authentication.ts';
import type { Backend } from './backend.ts';
import type { Billing, GuideMetrics } from './billing.ts';
import type { Limit, Scope } from './limit.ts';
import type { Operation, OperationAlias } from './operation.ts';
import type { Rule, ShouldRetry } from './rule.ts';

export interface Tier {
  /** When its numbers were read, as `YYYY-MM-DD`. Default: not told. */
  asOf?: string;
  limits: readonly Limit[];
  pool: { connections: number; keepAlive: number };
}

/**
 * An API's limits, header dialect, retry rules and objectives, as data: it survives a JSON round trip, so it can be
 * printed, diffed and overridden. This is the long form, in which nothing is left to defaults that decide something;
 * see {@link ProviderDefinition} for the short one, which `defineProvider()` takes.
 */
export interface ProviderContract<T extends string = string, O extends string = string> {
  schema: 2;
  name: string;
  /** For people: titles of dashboards and documents. */
  title: string;
  /** Null for an API that asks for no key. */
  authentication: Authentication | null;
  /**
   * The networks that the API reaches, each with limits and a circuit of its own: the values of `{network}` in paths.
   * Empty if it tells of none.
   */
  networks: readonly string[];
  tiers: Record<T, Tier>;
  defaultTier: NoInfer<T>;
  operations: Record<O, Operation | OperationAlias<NoInfer<O>>>;
  hints: readonly Hint[];
  /**
   * What limits count apart that only answers tell, by their units. Default: credentials, and models once answers tell
   * each its own.
   */
  learnt?: Readonly<Record<string, readonly Scope[]>>;
  rules: readonly Rule[];
  /** The headers by which the API names a request, for its own people; the first that is there counts. */
  requestIdHeaders: readonly string[];
  /** Null if no response says whether to retry. */
  shouldRetry: ShouldRetry | null;
  retry: RetrySettings;
  /** Refuses a share of the attempts here while the API accepts few; see AdaptiveThrottle. Null: none. */
  throttle: ThrottleSettings | null;
  breaker: BreakerSettings;
  /** Default: the API tells of no upstreams. No client reads it. */
  backend?: Backend;
  /** Default: calls cost nothing. No client reads it. */
  billing?: Billing<NoInfer<T>>;
  /** Default: its guide names none. */
  guideMetrics?: GuideMetrics;
  /** What load tests, rules and dashboards promise. No client reads it. */
  objectives: readonly (Objective & { operations: readonly NoInfer<O>[] })[];
  /** JSON pointers to the values that no guide gives: our choice, configurable. No client reads it. */
  ours: readonly string[];
}

/**
 * The wire operation behind a name: an alias is followed to the trip it stands for.
 *
 * @throws RangeError for a name that the contract does not have
 */
export function wireOperation(contract: ProviderContract, name: string): Operation {
  const operation = Object.hasOwn(contract.operations, name) ? contract.operations[name] : undefined;
  if (operation === undefined) {
    const known = Object.keys(contract.operations).join(', ');
    throw new RangeError(`${contract.name} has no operation "${name}"; it has ${known}.`);
  }
  return 'via' in operation ? wireOperation(contract, operation.via) : operation;
}
