import type { Hint, Resource } from '../http/hint.ts';
import type { Rule } from '../http/rule.ts';
import type { ThrottleSettings } from '../policies/adaptive-throttle.ts';
import type { BreakerSettings } from '../policies/circuit-breaker.ts';
import type { RetrySettings } from '../policies/retry.ts';
import type { Objective } from '../slo/objective.ts';

/** A quota over time, paced by the client and enforced by the mock server. */
export interface Window {
  resource: Resource;
  limit: number;
  windowMs: number;
  starts: 'first-hit' | 'aligned' | 'sliding';
  counts: 'every-response' | 'admitted';
  scope: readonly ('key' | 'agent' | 'network' | 'route-group')[];
  /** How long the scope is blocked once the limit was exceeded; 0: until the window ends. */
  penaltyMs: number;
}

/** How much may be in flight at once. */
export interface Ceiling {
  max: number;
  unit: 'attempt' | 'job';
  scope: 'key';
  /** What the 429 of a request above the ceiling tells the client to wait. */
  retryAfterMs: number;
}

export interface Tier {
  ceiling: Ceiling | null;
  windows: readonly Window[];
  pool: { connections: number; keepAlive: number };
}

/** One trip over the wire. */
export interface Operation {
  method: 'GET' | 'POST';
  path: string;
  /** `safe`: a repeat has no effect of its own; `key`: it needs an idempotency key; `none`: never repeated. */
  idempotency: 'safe' | 'key' | 'none';
  attemptTimeoutMs: number;
  deadlineMs: number;
  /** The mock server's service time: lognormal. */
  emulate: { latencyMedianMs: number; latencySigma: number };
}

/** The same trip as `via`, counted under a name of its own. */
export interface OperationAlias<O extends string = string> {
  via: O;
}

/**
 * An API's limits, header dialect, retry rules and objectives, as data: it
 * survives a JSON round trip, so it can be printed, diffed and overridden.
 */
export interface ProviderContract<T extends string = string, O extends string = string> {
  schema: 1;
  name: string;
  /** For people: titles of dashboards and documents. */
  title: string;
  /** The environment variable that holds the key. */
  keyEnv: string;
  keyPrefix: string;
  tiers: Record<T, Tier>;
  defaultTier: NoInfer<T>;
  operations: Record<O, Operation | OperationAlias<NoInfer<O>>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  retry: RetrySettings;
  /** Refuses a share of the attempts here while the API accepts few; see AdaptiveThrottle. Default: none. */
  throttle?: ThrottleSettings;
  breaker: BreakerSettings;
  objectives: readonly (Objective & { operations: readonly NoInfer<O>[] })[];
  /** JSON pointers to what no guide gives: our choice, configurable. */
  ours: readonly string[];
}

/** The wire operation behind a name: an alias is followed to the trip it stands for. */
export function wireOperation(contract: ProviderContract, name: string): Operation {
  const operation = contract.operations[name];
  if (operation === undefined) {
    const known = Object.keys(contract.operations).join(', ');
    throw new RangeError(`${contract.name} has no operation "${name}"; it has ${known}.`);
  }
  return 'via' in operation ? wireOperation(contract, operation.via) : operation;
}
