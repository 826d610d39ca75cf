/**
 * What an API counts apart: by credential, network, operation's group, a parameter of the path, a field of the request
 * (a model, say), or a name that its answers tell in a header.
 */
export type Scope = 'credential' | 'network' | 'group' | { param: string } | { request: string } | { told: string };

/** What is known only of each call, or from its answer. */
export type Split = Extract<Scope, object>;

/** What all limits have. */
export interface LimitBase {
  /** Unique in its tier. */
  name: string;
  /** What is counted: `requests`, `jobs`, `tokens`, or a name of the API's own. */
  unit: string;
  amount: number;
  /** What is counted together: calls that agree in all of these. Empty: all calls of all credentials. */
  scope: readonly Scope[];
}

/** What a limit over time has beside. */
export interface RateBase extends LimitBase {
  /** Whether refused requests count, too. */
  counts: 'admitted' | 'every-response';
  /** How long the scope is blocked once the limit was exceeded; 0: until there is room. */
  penaltyMs: number;
}

/** So many in a window: from its first request, aligned to the epoch, or in any stretch of its length. */
export interface WindowLimit extends RateBase {
  kind: 'window';
  windowMs: number;
  starts: 'first-request' | 'aligned' | 'rolling';
}

/** So many in a calendar's period, which begins at midnight, or on the first day of a month, in a time zone. */
export interface CalendarLimit extends RateBase {
  kind: 'calendar';
  period: 'day' | 'month';
  /** An IANA name, such as `America/Los_Angeles`. */
  zone: string;
}

/** A token bucket: `amount` at most, refilled steadily. */
export interface BucketLimit extends RateBase {
  kind: 'bucket';
  refillPerSecond: number;
}

/** So many in flight at once. */
export interface ConcurrencyLimit extends LimitBase {
  kind: 'concurrency';
  /** Whether a slot is held for an attempt, or by the job that it begins. */
  of: 'attempt' | 'job';
  /** What the refusal of a request above it tells the client to wait. */
  retryAfterMs: number;
}

export type RateLimit = WindowLimit | CalendarLimit | BucketLimit;
export type Limit = RateLimit | ConcurrencyLimit;

export const isRate = (limit: Limit): limit is RateLimit => limit.kind !== 'concurrency';
export const isConcurrency = (limit: Limit): limit is ConcurrencyLimit => limit.kind === 'concurrency';

/** A tier's limits over time. */
export const ratesOf = ({ limits }: { limits: readonly Limit[] }): RateLimit[] => limits.filter(isRate);

/** Whether it counts nothing apart but credentials. */
const isOfCredential = ({ scope }: LimitBase): boolean => scope.every((part) => part === 'credential');

/** A tier's limit of all that is in flight with a credential, if it has one: the first of these. */
export const concurrencyOf = ({ limits }: { limits: readonly Limit[] }): ConcurrencyLimit | undefined =>
  limits.filter(isConcurrency).find(isOfCredential);

/** A tier's limits of what is in flight, beside {@link concurrencyOf}. */
export const furtherConcurrencyOf = (tier: { limits: readonly Limit[] }): ConcurrencyLimit[] =>
  tier.limits.filter(isConcurrency).filter((limit) => limit !== concurrencyOf(tier));
