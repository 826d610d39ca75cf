import type { Hint } from '../http/hint.ts';
import type { Objective } from '../slo/objective.ts';
import type { ProviderContract, Tier } from './contract.ts';
import {
  anyRequest,
  defaultAuthentication,
  defaultBreaker,
  defaultHints,
  defaultObjective,
  defaultRetry,
  defaultRules,
  hasBody,
  isIdempotent,
} from './defaults.ts';
import type {
  HintDefinition,
  LimitDefinition,
  ObjectiveDefinition,
  OperationDefinition,
  ProviderDefinition,
  TierDefinition,
} from './definition.ts';
import { type ConcurrencyLimit, isConcurrency, type Limit } from './limit.ts';
import type { Operation, OperationAlias } from './operation.ts';

/** The long form of a contract, with all that the short one leaves to defaults. It checks nothing. */
export function resolveDefinition<T extends string, O extends string>(
  definition: ProviderDefinition<T, O>,
): ProviderContract<T, O> {
  const { limits = [], operationDefaults = {}, ...given } = definition;
  const { name, authentication, objectives = [{ sli: 'errors' }] } = given;
  const tiers = (given.tiers ?? { default: { limits } }) as Record<T, TierDefinition>;
  const operations = (given.operations ?? anyRequest) as Record<O, OperationDefinition | OperationAlias<O>>;
  const resolvedTiers = mapValues(tiers, resolveTier);
  const hints = withDefaults(given.hints, defaultHints).map(resolveHint);
  const tokens = tokensOf(Object.values<Tier>(resolvedTiers), hints);
  return {
    ...given,
    schema: 2,
    title: given.title ?? name.charAt(0).toUpperCase() + name.slice(1),
    authentication: authentication === null ? null : { ...defaultAuthentication(name), ...authentication },
    networks: given.networks ?? [],
    tiers: resolvedTiers,
    defaultTier: given.defaultTier ?? (Object.keys(tiers)[0] as T),
    operations: mapValues(operations, (operation, group) =>
      'via' in operation ? operation : resolveOperation({ group, ...operationDefaults, ...operation }, tokens),
    ),
    hints,
    rules: withDefaults(given.rules, defaultRules),
    requestIdHeaders: given.requestIdHeaders ?? ['x-request-id', 'request-id'],
    shouldRetry: given.shouldRetry ?? null,
    retry: { ...defaultRetry, ...given.retry },
    throttle: given.throttle ?? null,
    breaker: { ...defaultBreaker, ...given.breaker },
    objectives: objectives.map((objective) => resolveObjective(objective, Object.keys(operations) as O[])),
    ours: given.ours ?? [],
  };
}

function resolveTier({ limits = [], ...given }: TierDefinition): Tier {
  const resolved: Limit[] = [];
  for (const limit of limits) resolved.push(resolveLimit(limit, resolved));
  return { ...given, limits: resolved, pool: given.pool ?? poolFor(resolved.filter(isConcurrency)) };
}

function resolveLimit(limit: LimitDefinition, before: readonly Limit[]): Limit {
  const unit = limit.unit ?? (limit.kind === 'concurrency' && limit.of === 'job' ? 'jobs' : 'requests');
  const wanted = limit.kind === 'concurrency' ? 'concurrency' : unit;
  const taken = before.filter(({ name }) => name.startsWith(wanted)).length;
  const common = { name: taken === 0 ? wanted : `${wanted}-${taken + 1}`, unit, scope: ['credential'] as const };
  const rate = { ...common, counts: 'admitted' as const, penaltyMs: 0 };
  switch (limit.kind) {
    case 'window':
      return { ...rate, starts: 'first-request', ...limit };
    case 'calendar':
      return { ...rate, zone: 'UTC', ...limit };
    case 'bucket':
      return { ...rate, ...limit };
    case 'concurrency':
      return { ...common, of: 'attempt', retryAfterMs: 1_000, ...limit };
    default:
      // Left as it is, for the validation to tell what is wrong with it.
      return limit;
  }
}

/** A job in flight keeps its stream open, and needs another connection to be polled or cancelled. */
function poolFor(limits: readonly ConcurrencyLimit[]): Tier['pool'] {
  const needs = limits
    .filter(({ scope }) => scope.length === 1)
    .map(({ of, amount }) => (of === 'job' ? 2 * amount + 10 : amount));
  const connections = needs.length === 0 ? 100 : Math.max(...needs);
  return { connections, keepAlive: Math.ceil(connections / 2) };
}

const tokenUnits: readonly string[] = ['tokens', 'input-tokens', 'output-tokens'];

/** What a call costs of tokens that are limited, or told: the built-in estimator of their name says it. */
function tokensOf(tiers: readonly Tier[], hints: readonly Hint[]): Operation['costs'] {
  const limited = new Set([...tiers.flatMap(({ limits }) => limits), ...hints].map(({ unit }) => unit));
  return Object.fromEntries(
    tokenUnits
      .filter((unit) => limited.has(unit))
      .map((unit) => [unit, { estimate: { estimator: /* seam: tokens-of-its-name */ unit } }]),
  );
}

function resolveOperation(given: OperationDefinition & { group: string }, tokens: Operation['costs']): Operation {
  const { method } = given;
  return {
    permissions: [],
    sends: hasBody(method) ? 'json' : 'none',
    returns: method === 'HEAD' ? 'none' : 'json',
    idempotency: isIdempotent(method) ? 'safe' : 'none',
    attemptTimeoutMs: 60_000,
    deadlineMs: 180_000,
    emulate: { latencyMedianMs: 50, latencySigma: 0.3 },
    ...given,
    // A request without a body brings no tokens.
    costs: { ...(hasBody(method) && tokens), ...(given.costs ?? { requests: 1 }) },
  };
}

const waits: readonly Hint['means'][] = ['wait', 'reset'];

export function resolveHint(hint: HintDefinition): Hint {
  const obeyedOn: Hint['obeyedOn'] = waits.includes(hint.means)
    ? /* seam: default-obedience */ ['throttled', 'overloaded', 'quota', 429, 503]
    : [];
  return { unit: 'requests', sentOn: hint.body === undefined ? 'all' : 'refusals', obeyedOn, ...hint } as Hint;
}

function resolveObjective<O extends string>(given: ObjectiveDefinition<O>, operations: readonly O[]) {
  const own =
    given.sli === 'errors' ? { bad: ['error', 'rejected'], excluded: ['cancelled'] } : { of: 'call', outcomes: ['ok'] };
  return { name: given.sli, operations, ...defaultObjective, ...own, ...given } as Objective & {
    operations: readonly O[];
  };
}

/** What is given, with the defaults where it says `defaults`, and the defaults where nothing is given. */
function withDefaults<D>(given: readonly (D | 'defaults')[] = ['defaults'], defaults: readonly D[]): readonly D[] {
  return given.flatMap((each) => (each === 'defaults' ? defaults : [each as D]));
}

function mapValues<K extends string, A, B>(record: Record<K, A>, change: (value: A, key: K) => B): Record<K, B> {
  const entries = (Object.entries(record) as [K, A][]).map(([key, value]) => [key, change(value, key)]);
  return Object.fromEntries(entries);
}
