import * as v from 'valibot';
import { show } from '../errors/errors.ts';
import type { ProviderContract } from './contract.ts';
import { ContractError } from './contract-error.ts';

const text = v.pipe(v.string(), v.nonEmpty('give a name'));
const metricLabel = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and underscores'));
const count = v.pipe(v.number(), v.integer('give a whole number'), v.minValue(1, 'give at least 1'));
const durationMs = v.pipe(v.number(), v.finite('give milliseconds'), v.minValue(0, 'give 0 or more milliseconds'));
const positiveMs = v.pipe(v.number(), v.finite('give milliseconds'), v.gtValue(0, 'give more than 0 milliseconds'));
const share = v.pipe(v.number(), v.gtValue(0, 'give a share above 0'), v.ltValue(1, 'give a share below 1'));
const resource = v.picklist(['requests', 'tokens', 'jobs']);
const resultClass = v.picklist(['ok', 'throttled', 'transient', 'relayed', 'permanent', 'payment']);
const outcomes = v.array(v.picklist(['ok', 'error', 'rejected', 'cancelled']));
const growing = {
  baseMs: positiveMs,
  factor: v.optional(v.pipe(v.number(), v.finite('give a factor'), v.minValue(1, 'give a factor of at least 1'))),
  capMs: positiveMs,
  firstExponent: v.picklist([0, 1]),
};

const backoff = v.variant('kind', [
  v.strictObject({ kind: v.literal('full-jitter'), ...growing }),
  v.strictObject({ kind: v.literal('additive-jitter'), jitterMs: durationMs, ...growing }),
  v.pipe(
    v.strictObject({ kind: v.literal('decorrelated-jitter'), baseMs: positiveMs, capMs: positiveMs }),
    v.check(({ baseMs, capMs }) => baseMs <= capMs, 'let baseMs be at most capMs'),
  ),
  v.pipe(
    v.strictObject({ kind: v.literal('uniform'), minMs: durationMs, maxMs: durationMs }),
    v.check(({ minMs, maxMs }) => minMs <= maxMs, 'let minMs be at most maxMs'),
  ),
]);

const tier = v.strictObject({
  ceiling: v.nullable(
    v.strictObject({
      max: count,
      unit: v.picklist(['attempt', 'job']),
      scope: v.literal('key'),
      retryAfterMs: durationMs,
    }),
  ),
  windows: v.array(
    v.strictObject({
      resource,
      limit: count,
      windowMs: positiveMs,
      starts: v.picklist(['first-hit', 'aligned', 'sliding']),
      counts: v.picklist(['every-response', 'admitted']),
      scope: v.array(v.picklist(['key', 'agent', 'network', 'route-group'])),
      penaltyMs: durationMs,
    }),
  ),
  pool: v.pipe(
    v.strictObject({ connections: count, keepAlive: count }),
    v.check(({ connections, keepAlive }) => keepAlive <= connections, 'keep at most as many alive as may be open'),
  ),
});

const alias = v.strictObject({ via: text });
const trip = v.strictObject({
  method: v.picklist(['GET', 'POST']),
  path: v.pipe(v.string(), v.startsWith('/', 'start it with a slash')),
  routeGroup: v.optional(text),
  scopes: v.optional(v.array(text)),
  takes: v.optional(v.array(resource)),
  cache: v.optional(v.strictObject({ ttlMs: positiveMs, minIntervalMs: durationMs })),
  idempotency: v.picklist(['safe', 'key', 'none']),
  attemptTimeoutMs: positiveMs,
  deadlineMs: positiveMs,
  emulate: v.strictObject({ latencyMedianMs: positiveMs, latencySigma: durationMs }),
});
// Not a union: for that, valibot would tell only that no member fits, but not why.
const operation = v.lazy((input) => (has(input, 'via') ? alias : trip));

const hint = v.pipe(
  v.strictObject({
    in: v.picklist(['header', 'body']),
    name: text,
    resource,
    means: v.picklist(['limit', 'remaining', 'retry-after', 'reset']),
    format: v.picklist(['integer', 'delta-s', 'delta-ms', 'unix-s', 'retry-after', 'ietf-ratelimit']),
    sentOn: v.picklist(['all', '429']),
    actsOn: v.picklist(['429', '429-or-zero-remaining', 'never']),
  }),
  v.check(({ in: place, name }) => place !== 'header' || name === name.toLowerCase(), 'write a header in lower case'),
  v.check(
    ({ format, in: place, means }) => format !== 'ietf-ratelimit' || (place === 'header' && means !== 'retry-after'),
    'read ietf-ratelimit from a header, as limit, remaining or reset',
  ),
);

const statusRemedy = 'give a status from 100 to 599, or a range of two';
const status = v.pipe(
  v.number(),
  v.integer(statusRemedy),
  v.minValue(100, statusRemedy),
  v.maxValue(599, statusRemedy),
);
const decision = { class: resultClass, retry: v.boolean(), backoff: v.optional(backoff) };
const statusRange = v.pipe(
  v.tuple([status, status]),
  v.check(([from, to]) => from <= to, 'let the first status be at most the second'),
);
const bodyMatch = v.variant('is', [
  v.strictObject({ path: text, is: v.literal('equal'), value: v.union([v.string(), v.number(), v.boolean()]) }),
  v.strictObject({ path: text, is: v.literal('unchanged') }),
]);
const statusRule = v.strictObject({
  ...decision,
  status: v.union([status, statusRange], statusRemedy),
  body: v.optional(bodyMatch),
});
const failureRule = v.strictObject({ ...decision, failure: v.picklist(['network', 'timeout']) });
const rule = v.lazy((input) => (has(input, 'failure') ? failureRule : statusRule));

const backend = v.strictObject({
  breaker: v.strictObject({
    timeoutMs: positiveMs,
    errorRatio: share,
    minimumCalls: count,
    window: v.strictObject({ sizeMs: positiveMs, buckets: count }),
    resetMs: positiveMs,
  }),
  retries: v.strictObject({
    max: v.pipe(v.number(), v.integer('give a whole number'), v.minValue(0, 'give at least 0')),
    backoff,
  }),
});

const billing = v.strictObject({
  unit: v.literal('gpu-second'),
  from: v.literal('job-started'),
  to: v.literal('job-ended'),
  period: v.literal('month'),
  included: v.record(text, v.pipe(v.number(), v.finite('give a number'), v.minValue(0, 'give at least 0'))),
  overageUsd: v.pipe(v.number(), v.finite('give US dollars'), v.minValue(0, 'give at least 0')),
});

const objectiveBase = {
  name: metricLabel,
  operations: v.pipe(v.array(text), v.nonEmpty('name an operation')),
  objective: share,
  minSamples: count,
  alert: v.strictObject({ windowMs: positiveMs, forMs: durationMs }),
};
const objective = v.variant('sli', [
  v.strictObject({ ...objectiveBase, sli: v.literal('errors'), bad: outcomes, excluded: outcomes }),
  v.strictObject({
    ...objectiveBase,
    sli: v.literal('latency'),
    of: v.picklist(['call', 'attempt', 'job']),
    outcomes,
    thresholdMs: positiveMs,
  }),
]);

const contractSchema = v.strictObject({
  schema: v.literal(1, 'this version reads schema 1'),
  name: metricLabel,
  title: text,
  keyEnv: text,
  keyPrefix: v.string(),
  networks: v.optional(v.pipe(v.array(metricLabel), v.nonEmpty('name a network'))),
  tiers: v.record(text, tier),
  defaultTier: text,
  operations: v.record(metricLabel, operation),
  hints: v.array(hint),
  rules: v.array(rule),
  retry: v.strictObject({
    maxAttempts: count,
    backoff,
    hintJitter: backoff,
    hintMarginMs: durationMs,
    maxHintMs: positiveMs,
    budget: v.nullable(
      v.strictObject({
        ratio: v.pipe(v.number(), v.finite('give a ratio'), v.minValue(0, 'give a ratio of at least 0')),
        floorPerWindow: v.pipe(v.number(), v.integer('give a whole number'), v.minValue(0, 'give at least 0')),
        windowMs: count,
        charges: v.array(v.picklist(['throttled', 'transient', 'relayed'])),
      }),
    ),
  }),
  throttle: v.optional(
    v.strictObject({
      k: v.optional(v.pipe(v.number(), v.finite('give a number'), v.gtValue(1, 'give a number above 1'))),
      windowMs: v.optional(count),
      minimumRequests: v.optional(
        v.pipe(v.number(), v.integer('give a whole number'), v.minValue(0, 'give at least 0')),
      ),
    }),
  ),
  breaker: v.strictObject({
    window: v.strictObject({ sizeMs: positiveMs, buckets: count }),
    minimumCalls: count,
    errorRatio: share,
    compare: v.picklist(['>', '>=']),
    openMs: v.pipe(count, v.description('milliseconds')),
    probes: count,
    counts: v.array(v.picklist(['throttled', 'transient', 'relayed', 'permanent'])),
    slowCall: v.optional(v.strictObject({ durationMs: positiveMs, ratio: share })),
  }),
  backend: v.optional(backend),
  billing: v.optional(billing),
  guideMetrics: v.optional(
    v.strictObject({ enabledBy: text, jobDuration: metricLabel, jobErrors: metricLabel, rateLimitHits: metricLabel }),
  ),
  objectives: v.array(objective),
  ours: v.array(v.pipe(v.string(), v.startsWith('/', 'give a JSON pointer'))),
});

/**
 * Refuses a contract that no client, mock server or rule could obey. A contract
 * from a file has no types to protect it.
 *
 * @throws ContractError with all that is wrong
 */
export function validateContract(contract: unknown): asserts contract is ProviderContract {
  const parsed = v.safeParse(contractSchema, contract);
  const problems = parsed.success ? crossReferences(parsed.output) : parsed.issues.map(describe);
  if (problems.length > 0) throw new ContractError(problems);
}

function has(input: unknown, key: string): boolean {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, key);
}

const LONGEST_VALUE = 100;

function describe(issue: v.BaseIssue<unknown>): string {
  const pointer = `/${(issue.path ?? []).map(({ key }) => String(key)).join('/')}`;
  const value = show(issue.input);
  const shown = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}...` : value;
  return `${pointer} is ${shown}: ${issue.message}.`;
}

function crossReferences(contract: v.InferOutput<typeof contractSchema>): string[] {
  const problems: string[] = [];
  const refer = (pointer: string, name: string, known: Record<string, unknown>): void => {
    if (Object.hasOwn(known, name)) return;
    problems.push(`${pointer} is "${name}": give one of ${Object.keys(known).join(', ')}.`);
  };
  refer('/defaultTier', contract.defaultTier, contract.tiers);
  const wire = Object.fromEntries(Object.entries(contract.operations).filter(([, value]) => !('via' in value)));
  for (const [name, value] of Object.entries(contract.operations)) {
    if ('via' in value) refer(`/operations/${name}/via`, value.via, wire);
    else if (value.attemptTimeoutMs > value.deadlineMs) {
      const pointer = `/operations/${name}/attemptTimeoutMs`;
      problems.push(`${pointer} is ${value.attemptTimeoutMs}: give at most deadlineMs, which is ${value.deadlineMs}.`);
    }
    if ('path' in value && value.path.includes('{network}') && contract.networks === undefined) {
      problems.push(`/operations/${name}/path is "${value.path}": name the networks in /networks.`);
    }
  }
  contract.objectives.forEach(({ operations, name }, at) => {
    for (const operationName of operations) refer(`/objectives/${at}/operations`, operationName, contract.operations);
    if (contract.objectives.findIndex((other) => other.name === name) !== at) {
      problems.push(`/objectives/${at}/name is "${name}": give each objective a name of its own.`);
    }
  });
  for (const tier of Object.keys(contract.billing?.included ?? {})) {
    refer('/billing/included', tier, contract.tiers);
  }
  for (const pointer of contract.ours) {
    if (resolve(contract, pointer) === undefined) problems.push(`/ours has "${pointer}": it points to nothing.`);
  }
  return problems;
}

function resolve(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}
