import type { Hint, Resource } from '../http/hint.ts';
import type { ThrottleSettings } from '../policies/adaptive/adaptive-throttle.ts';
import type { BreakerSettings } from '../policies/breaker/circuit-breaker.ts';
import type { Backoff } from '../policies/retry/backoff.ts';
import type { RetrySettings } from '../policies/retry/retry-settings.ts';
import type { Objective } from '../slo/objective.ts';
import type { Rule } from './rule.ts';

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
  /** May hold parameters such as `{agent}`; `{network}` is one of the contract's networks. */
  path: string;
  /** What a window whose scope has `route-group` counts together. Default: the operation's own name. */
  routeGroup?: string;
  /** What the key must be allowed to do. Default: nothing in particular. */
  scopes?: readonly string[];
  /**
   * The resources of which it takes one: they tell which windows count it, and whether it takes a slot of a ceiling of
   * jobs. Default: requests.
   */
  takes?: readonly Resource[];
  /**
   * How long a client may keep an answer, and how old one must be before a refresh asks again. Default: it keeps none.
   */
  cache?: { ttlMs: number; minIntervalMs: number };
  /** `safe`: a repeat has no effect of its own; `key`: it needs an idempotency key; `none`: never repeated. */
  idempotency: 'safe' | 'key' | 'none';
  attemptTimeoutMs: number;
  deadlineMs: number;
  /** The mock server's service time: lognormal. */
  emulate: { latencyMedianMs: number; latencySigma: number };
}

/**
 * The same trip as `via`, counted under a name of its own. If the trip submits a job, this is the whole job: its call
 * ends with the job, and lasts as long as the API says that the job ran.
 */
export interface OperationAlias<O extends string = string> {
  via: O;
}

/** How the API itself treats the upstreams behind it. The mock server emulates this; a client only sees its effects. */
export interface Backend {
  /** Each upstream data call is behind a breaker by opossum's rule. */
  breaker: {
    /** A call to an upstream that takes longer has failed. */
    timeoutMs: number;
    /** Opens above this share of failures. */
    errorRatio: number;
    /** It opens only if at least so many calls started in the window. */
    minimumCalls: number;
    window: { sizeMs: number; buckets: number };
    /** It is open for so long, then half-open. */
    resetMs: number;
  };
  /** Retries go around the breaker; a refusal by an open one is not retried. */
  retries: { max: number; backoff: Backoff };
}

/** What is paid for. */
export interface Billing<T extends string = string> {
  unit: 'gpu-second';
  /** Time in the queue is free. */
  from: 'job-started';
  to: 'job-ended';
  period: 'month';
  /** Units in each period that each tier's price includes. */
  included: Record<T, number>;
  /** US dollars for each unit beyond. */
  overageUsd: number;
}

/** Metrics that the API's own guide names, beside those that every API has. */
export interface GuideMetrics {
  /** The environment variable that asks for them with 1. */
  enabledBy: string;
  jobDuration: string;
  jobErrors: string;
  rateLimitHits: string;
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
  /**
   * The networks that the API reaches, each with limits and a circuit of its own: the values of `{network}` in paths.
   * Default: one.
   */
  networks?: readonly string[];
  tiers: Record<T, Tier>;
  defaultTier: NoInfer<T>;
  operations: Record<O, Operation | OperationAlias<NoInfer<O>>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  retry: RetrySettings;
  /** Refuses a share of the attempts here while the API accepts few; see AdaptiveThrottle. Default: none. */
  throttle?: ThrottleSettings;
  breaker: BreakerSettings;
  /** Default: the API tells of no upstreams. */
  backend?: Backend;
  /** Default: calls cost nothing. */
  billing?: Billing<NoInfer<T>>;
  /** Default: its guide names none. */
  guideMetrics?: GuideMetrics;
  objectives: readonly (Objective & { operations: readonly NoInfer<O>[] })[];
  /** JSON pointers to the values that no guide gives: our choice, configurable. */
  ours: readonly string[];
}

/**
 * The wire operation behind a name: an alias is followed to the trip it stands for.
 *
 * @throws RangeError for a name that the contract does not have
 */
export function wireOperation(contract: ProviderContract, name: string): Operation {
  const operation = contract.operations[name];
  if (operation === undefined) {
    const known = Object.keys(contract.operations).join(', ');
    throw new RangeError(`${contract.name} has no operation "${name}"; it has ${known}.`);
  }
  return 'via' in operation ? wireOperation(contract, operation.via) : operation;
}
