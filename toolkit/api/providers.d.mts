import "cockatiel";
type Resource = 'requests' | 'tokens' | 'jobs';
/**
 * What a response says about the limits, and how: the client parses it, the
 * mock server renders it. Their order in a contract is their precedence.
 */
interface Hint {
  in: 'header' | 'body';
  /** A header's name in lower case, or a dotted path into a JSON body. */
  name: string;
  resource: Resource;
  means: 'limit' | 'remaining' | 'retry-after' | 'reset';
  /**
   * `ietf-ratelimit`: a field of draft-ietf-httpapi-ratelimit-headers. `remaining` and `reset` are read from
   * `RateLimit`, `limit` from `RateLimit-Policy`.
   */
  format: 'integer' | 'delta-s' | 'delta-ms' | 'unix-s' | 'retry-after' | 'ietf-ratelimit';
  sentOn: 'all' | '429';
  /** When a client must obey it. A hint that does not act is only shown. */
  actsOn: '429' | '429-or-zero-remaining' | 'never';
}
/** How long to wait before the next attempt. Durations in milliseconds. */
type Backoff =
/** uniform(0, min(base * 2^n, cap)); AWS Architecture Blog, "Exponential Backoff And Jitter", 2015. */
{
  kind: 'full-jitter';
  baseMs: number;
  capMs: number;
  firstExponent: 0 | 1;
} |
/** min(base * 2^n + uniform(0, jitter), cap). */
{
  kind: 'additive-jitter';
  baseMs: number;
  jitterMs: number;
  capMs: number;
  firstExponent: 0 | 1;
} |
/** min(uniform(base, previous delay * 3), cap), where the first previous delay is base; of the same article. */
{
  kind: 'decorrelated-jitter';
  baseMs: number;
  capMs: number;
} |
/** uniform(min, max). */
{
  kind: 'uniform';
  minMs: number;
  maxMs: number;
};
/** What an attempt's end says about the upstream. */
type ResultClass = 'ok' | 'throttled' | 'transient' | 'permanent' | 'payment';
/** How one trip over the wire went wrong before there was a status. */
type TransportFailure = 'network' | 'timeout';
/** What a rule decides. */
interface Classification {
  class: ResultClass;
  retry: boolean;
  /** Instead of the contract's own backoff. */
  backoff?: Backoff;
}
/** Matches a status, or a range of them with both ends included. */
interface StatusRule extends Classification {
  status: number | readonly [number, number];
}
/** Matches an attempt that got no response. */
interface FailureRule extends Classification {
  failure: TransportFailure;
}
/** The first rule that matches decides; what none matches is permanent and not retried. */
type Rule = StatusRule | FailureRule;
/** How a call ended, as its caller sees it. The four are never merged. */
type CallOutcome = 'ok' | 'error' | 'rejected' | 'cancelled';
interface ObjectiveBase {
  /** Unique in its provider; a label of metrics and alerts. */
  name: string;
  /** The operations whose calls are counted. */
  operations: readonly string[];
  /** Share of good calls promised, in (0, 1): 0.99 allows 1 % bad ones. */
  objective: number;
  /** Below this many calls in a window no verdict is given and no alert fires. */
  minSamples: number;
  /** The alert's window, and how long the breach must last before it fires. Milliseconds. */
  alert: {
    windowMs: number;
    forMs: number;
  };
}
/** At most `1 - objective` of the calls end in one of the `bad` outcomes. */
interface ErrorObjective extends ObjectiveBase {
  sli: 'errors';
  bad: readonly CallOutcome[];
  /** Left out of the denominator, too. */
  excluded: readonly CallOutcome[];
}
/** At most `1 - objective` of the calls take longer than `thresholdMs`. */
interface LatencyObjective extends ObjectiveBase {
  sli: 'latency';
  of: 'call' | 'attempt' | 'job';
  outcomes: readonly CallOutcome[];
  thresholdMs: number;
}
type Objective = ErrorObjective | LatencyObjective;
interface RollingRatio {
  /** Attempts older than `sizeMs` are forgotten, a bucket at a time. */
  window: {
    sizeMs: number;
    buckets: number;
  };
  /** Below this many attempts in the window it never opens. */
  minimumCalls: number;
  errorRatio: number;
  compare: '>' | '>=';
  /** Opens for slow answers, too. Default: they are as good as fast ones. */
  slowCall?: SlowCall;
}
interface SlowCall {
  /** A success that took longer than this is slow. */
  durationMs: number;
  /** The share of slow successes among all attempts that opens the circuit, in [0, 1], by the same `compare`. */
  ratio: number;
}
/** When a circuit breaker opens and how it recovers. */
interface BreakerSettings extends RollingRatio {
  openMs: number;
  /** Attempts let through while half-open; each must succeed. */
  probes: number;
  /** The classes of result that count as failures; any other shows an upstream that works. */
  counts: readonly ('throttled' | 'transient' | 'permanent')[];
}
interface RetrySettings {
  /** All attempts of a call, the first included. */
  maxAttempts: number;
  backoff: Backoff;
  /** Jitter on top of a server's hint, by the API's own formula. */
  hintJitter: Backoff;
  /** Waited on top of a hint, since timers may fire early and clocks differ. */
  hintMarginMs: number;
  /** A longer hint is not believed. */
  maxHintMs: number;
}
/** A quota over time, paced by the client and enforced by the mock server. */
interface Window {
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
interface Ceiling {
  max: number;
  unit: 'attempt' | 'job';
  scope: 'key';
  /** What the 429 of a request above the ceiling tells the client to wait. */
  retryAfterMs: number;
}
interface Tier {
  ceiling: Ceiling | null;
  windows: readonly Window[];
  pool: {
    connections: number;
    keepAlive: number;
  };
}
/** One trip over the wire. */
interface Operation {
  method: 'GET' | 'POST';
  path: string;
  /** `safe`: a repeat has no effect of its own; `key`: it needs an idempotency key; `none`: never repeated. */
  idempotency: 'safe' | 'key' | 'none';
  attemptTimeoutMs: number;
  deadlineMs: number;
  /** The mock server's service time: lognormal. */
  emulate: {
    latencyMedianMs: number;
    latencySigma: number;
  };
}
/** The same trip as `via`, counted under a name of its own. */
interface OperationAlias<O extends string = string> {
  via: O;
}
/**
 * An API's limits, header dialect, retry rules and objectives, as data: it
 * survives a JSON round trip, so it can be printed, diffed and overridden.
 */
interface ProviderContract<T extends string = string, O extends string = string> {
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
  breaker: BreakerSettings;
  objectives: readonly (Objective & {
    operations: readonly NoInfer<O>[];
  })[];
  /** JSON pointers to what no guide gives: our choice, configurable. */
  ours: readonly string[];
}
/** The wire operation behind a name: an alias is followed to the trip it stands for. */
declare function wireOperation(contract: ProviderContract, name: string): Operation;
/** Sent with every attempt, so that an upstream's log can be matched with the caller's. Both sides use these names. */
declare const callIdHeader = "evenkeel-call-id";
/** Counted from 1. */
declare const attemptHeader = "evenkeel-attempt";
/** Nimbus: batch inference. Numbers that its guide does not give are listed in `ours`. */
declare const nimbusProfile: {
  readonly schema: 1;
  readonly name: 'nimbus';
  readonly title: 'Nimbus';
  readonly keyEnv: 'NIMBUS_API_KEY';
  readonly keyPrefix: 'nmb_';
  readonly tiers: {
    readonly free: {
      readonly ceiling: {
        readonly max: 10;
        readonly unit: 'attempt';
        readonly scope: 'key';
        readonly retryAfterMs: 1000;
      };
      readonly windows: readonly [{
        readonly resource: 'requests';
        readonly limit: 300;
        readonly windowMs: 10000;
        readonly starts: 'first-hit';
        readonly counts: 'admitted';
        readonly scope: readonly ["key"];
        readonly penaltyMs: 0;
      }];
      readonly pool: {
        readonly connections: 10;
        readonly keepAlive: 4;
      };
    };
    readonly pro: {
      readonly ceiling: {
        readonly max: 50;
        readonly unit: 'attempt';
        readonly scope: 'key';
        readonly retryAfterMs: 1000;
      };
      readonly windows: readonly [{
        readonly resource: 'requests';
        readonly limit: 3000;
        readonly windowMs: 10000;
        readonly starts: 'first-hit';
        readonly counts: 'admitted';
        readonly scope: readonly ["key"];
        readonly penaltyMs: 0;
      }];
      readonly pool: {
        readonly connections: 50;
        readonly keepAlive: 20;
      };
    };
    readonly enterprise: {
      readonly ceiling: {
        readonly max: 200;
        readonly unit: 'attempt';
        readonly scope: 'key';
        readonly retryAfterMs: 1000;
      };
      readonly windows: readonly [{
        readonly resource: 'requests';
        readonly limit: 12000;
        readonly windowMs: 10000;
        readonly starts: 'first-hit';
        readonly counts: 'admitted';
        readonly scope: readonly ["key"];
        readonly penaltyMs: 0;
      }];
      readonly pool: {
        readonly connections: 200;
        readonly keepAlive: 80;
      };
    };
  };
  readonly defaultTier: 'pro';
  readonly operations: {
    readonly infer: {
      readonly method: 'POST';
      readonly path: '/v1/infer';
      readonly idempotency: 'safe';
      readonly attemptTimeoutMs: 30000;
      readonly deadlineMs: 120000;
      readonly emulate: {
        readonly latencyMedianMs: 80;
        readonly latencySigma: 0.3;
      };
    };
    readonly infer_batch: {
      readonly via: 'infer';
    };
  };
  readonly hints: readonly [{
    readonly in: 'header';
    readonly name: 'retry-after';
    readonly resource: 'requests';
    readonly means: 'retry-after';
    readonly format: 'retry-after';
    readonly sentOn: 'all';
    readonly actsOn: '429-or-zero-remaining';
  }, {
    readonly in: 'header';
    readonly name: 'x-ratelimit-remaining';
    readonly resource: 'requests';
    readonly means: 'remaining';
    readonly format: 'integer';
    readonly sentOn: 'all';
    readonly actsOn: '429-or-zero-remaining';
  }];
  readonly rules: readonly [{
    readonly status: readonly [200, 299];
    readonly class: 'ok';
    readonly retry: false;
  }, {
    readonly status: 429;
    readonly class: 'throttled';
    readonly retry: true;
  }, {
    readonly status: readonly [500, 599];
    readonly class: 'transient';
    readonly retry: true;
  }, {
    readonly failure: 'network';
    readonly class: 'transient';
    readonly retry: false;
  }, {
    readonly failure: 'timeout';
    readonly class: 'transient';
    readonly retry: false;
  }];
  readonly retry: {
    readonly maxAttempts: 4;
    readonly backoff: {
      readonly kind: 'additive-jitter';
      readonly baseMs: 1000;
      readonly jitterMs: 1000;
      readonly capMs: 60000;
      readonly firstExponent: 0;
    };
    readonly hintJitter: {
      readonly kind: 'uniform';
      readonly minMs: 0;
      readonly maxMs: 1000;
    };
    readonly hintMarginMs: 25;
    readonly maxHintMs: 3600000;
  };
  readonly breaker: {
    readonly window: {
      readonly sizeMs: 10000;
      readonly buckets: 10;
    };
    readonly minimumCalls: 20;
    readonly errorRatio: 0.5;
    readonly compare: '>';
    readonly openMs: 5000;
    readonly probes: 1;
    readonly counts: readonly ["transient"];
  };
  readonly objectives: readonly [{
    readonly name: 'errors';
    readonly sli: 'errors';
    readonly operations: readonly ["infer", "infer_batch"];
    readonly objective: 0.99;
    readonly bad: readonly ["error", "rejected"];
    readonly excluded: readonly ["cancelled"];
    readonly minSamples: 100;
    readonly alert: {
      readonly windowMs: 300000;
      readonly forMs: 60000;
    };
  }, {
    readonly name: 'latency';
    readonly sli: 'latency';
    readonly of: 'call';
    readonly operations: readonly ["infer"];
    readonly objective: 0.99;
    readonly outcomes: readonly ["ok"];
    readonly thresholdMs: 2000;
    readonly minSamples: 100;
    readonly alert: {
      readonly windowMs: 300000;
      readonly forMs: 60000;
    };
  }];
  readonly ours: readonly ["/tiers/free/ceiling/retryAfterMs", "/tiers/free/windows", "/tiers/free/pool/keepAlive", "/tiers/pro/ceiling/retryAfterMs", "/tiers/pro/windows", "/tiers/enterprise/ceiling/retryAfterMs", "/tiers/enterprise/windows", "/tiers/enterprise/pool/keepAlive", "/operations/infer/deadlineMs", "/operations/infer/emulate", "/retry/backoff/firstExponent", "/retry/hintJitter", "/retry/hintMarginMs", "/retry/maxHintMs", "/breaker", "/objectives/0/minSamples", "/objectives/0/alert", "/objectives/1/objective", "/objectives/1/thresholdMs", "/objectives/1/minSamples", "/objectives/1/alert"];
};
interface OperationSettings {
  method: 'GET' | 'POST';
  path: string;
  /** Whether a repeat is harmless. */
  repeatable: boolean;
  attemptTimeoutMs: number;
  deadlineMs: number;
}
/** What a client takes from its contract, for one tier. A client is built from this and nothing else. */
interface ClientSettings {
  provider: string;
  tier: string;
  /** Attempts in flight at once; null where the API sets no ceiling. */
  ceiling: number | null;
  /** The window of requests that the API counts; null where it has none. */
  window: {
    limit: number;
    windowMs: number;
  } | null;
  pool: {
    connections: number;
    keepAlive: number;
  };
  operations: Readonly<Record<string, OperationSettings>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  retry: RetrySettings;
  breaker: BreakerSettings;
}
/**
 * @throws OptionError for a tier that the contract does not have
 * @throws ContractError for limits that this version cannot keep: ignoring them would cost 429s
 */
declare function resolveClientSettings(contract: ProviderContract, tierName: string): ClientSettings;
/** A contract that cannot be used; `problems` names each field with its value and remedy. */
declare class ContractError extends Error {
  readonly name = "ContractError";
  readonly code = "EVK_CONTRACT_INVALID";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]);
}
/**
 * Refuses a contract that no client, mock server or rule could obey. A contract
 * from a file has no types to protect it.
 *
 * @throws ContractError with all that is wrong
 */
declare function validateContract(contract: unknown): asserts contract is ProviderContract;
/** Every API that Evenkeel knows. A new one is a folder beside `nimbus/` and a line here. */
declare const contracts: readonly ProviderContract[];
export { type Ceiling, type ClientSettings, ContractError, type Operation, type OperationAlias, type ProviderContract, type Tier, type Window, attemptHeader, callIdHeader, contracts, nimbusProfile, resolveClientSettings, validateContract, wireOperation };