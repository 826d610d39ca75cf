import { type Item, parseItemList } from './structured-field.ts';

/** What the `RateLimit` field says of the policy that is closest to running out. */
export interface RateLimitState {
  remaining: number;
  /** How long until its quota is renewed; undefined if the server does not say. */
  resetMs: number | undefined;
}

/** What the `RateLimit-Policy` field says of the smallest quota. */
export interface RateLimitQuota {
  limit: number;
  /** How long its window lasts; undefined if the server does not say. */
  windowMs: number | undefined;
}

/** Whether a policy counts, by its name. Default: each does. */
export type PolicyFilter = (name: string) => boolean;

const every: PolicyFilter = () => true;

/**
 * Reads `RateLimit: "name";r=50;t=30` (draft-ietf-httpapi-ratelimit-headers, revisions since 07). Of several policies
 * the one with the least remaining counts; of equals the one that is renewed last, since all must let a request
 * through.
 *
 * @returns undefined if malformed; such a field MUST be ignored. `untold` if it names no policy that counts
 */
export function parseRateLimit(text: string, counts: PolicyFilter = every): RateLimitState | 'untold' | undefined {
  const policies = parsePolicies(text, 'r', 't', counts);
  if (policies === undefined) return undefined;
  if (policies.length === 0) return 'untold';
  const remaining = Math.min(...policies.map(([left]) => left));
  const resets = policies.flatMap(([left, seconds]) => (left === remaining && seconds !== undefined ? [seconds] : []));
  return {
    remaining,
    resetMs: resets.length === 0 ? undefined : /* seam: ratelimit-seconds */ Math.max(...resets) * 1_000,
  };
}

/**
 * Reads the smallest quota of `RateLimit-Policy: "name";q=100;w=60`, of the same draft; of equals the one with the
 * longest window.
 *
 * @returns undefined if malformed; such a field MUST be ignored. `untold` if it names no policy that counts
 */
export function parseRateLimitPolicy(
  text: string,
  counts: PolicyFilter = every,
): RateLimitQuota | 'untold' | undefined {
  const policies = parsePolicies(text, 'q', 'w', counts);
  if (policies === undefined) return undefined;
  if (policies.length === 0) return 'untold';
  const limit = Math.min(...policies.map(([quota]) => quota));
  const windows = policies.flatMap(([quota, seconds]) => (quota === limit && seconds !== undefined ? [seconds] : []));
  return { limit, windowMs: windows.length === 0 ? undefined : Math.max(...windows) * 1_000 };
}

/**
 * Which policies count in this unit, as `RateLimit-Policy` says by `qu`; those that it does not name count, too. The
 * draft's default unit is `requests`.
 */
export function policiesInUnit(unit: string, policyField: string | undefined): PolicyFilter {
  const others = new Set<string>();
  for (const { bare, params } of parseItemList(policyField ?? '') ?? []) {
    if ((params.get('qu')?.value ?? 'requests') !== unit) others.add(String(bare.value));
  }
  return (name) => /* seam: policy-of-another-unit */ !others.has(name);
}

type Policy = readonly [required: number, optional: number | undefined];

/**
 * Reads either field: a list, not empty, of named items, each with one parameter that must be there and one that may.
 */
function parsePolicies(text: string, required: string, optional: string, counts: PolicyFilter): Policy[] | undefined {
  const items = parseItemList(text) ?? [];
  const policies: Policy[] = [];
  for (const item of items) {
    const policy = parsePolicy(item, required, optional);
    if (policy === undefined) /* seam: malformed-ratelimit */ return undefined;
    if (counts(String(item.bare.value))) policies.push(policy);
  }
  return items.length === 0 ? undefined : policies;
}

function parsePolicy({ bare, params }: Item, required: string, optional: string): Policy | undefined {
  const [must, may] = [params.get(required), params.get(optional)];
  // Revisions before 09 named policies by tokens.
  const named = bare.type === 'string' || bare.type === 'token';
  return named && isCount(must) && (may === undefined || isCount(may)) ? [must.value, may?.value] : undefined;
}

function isCount(bare: { type: string; value: unknown } | undefined): bare is { type: 'integer'; value: number } {
  return bare?.type === 'integer' && Number(bare.value) >= 0;
}
