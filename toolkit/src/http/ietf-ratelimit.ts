import { parseItemList } from './structured-field.ts';

/** What the `RateLimit` field says of the policy that is closest to running out. */
export interface RateLimitState {
  remaining: number;
  /** How long until its quota is renewed; undefined if the server does not say. */
  resetMs: number | undefined;
}

/**
 * Reads `RateLimit: "name";r=50;t=30` (draft-ietf-httpapi-ratelimit-headers, revisions since 07). Of several policies
 * the one with the least remaining counts; of equals the one that is renewed last, since all must let a request
 * through. Quota units are not told apart: the contract says what is counted.
 *
 * @returns undefined if malformed; such a field MUST be ignored
 */
export function parseRateLimit(text: string): RateLimitState | undefined {
  const policies = parsePolicies(text, 'r', 't');
  if (policies === undefined) return undefined;
  const remaining = Math.min(...policies.map(([left]) => left));
  const resets = policies.flatMap(([left, seconds]) => (left === remaining && seconds !== undefined ? [seconds] : []));
  return {
    remaining,
    resetMs: resets.length === 0 ? undefined : /* seam: ratelimit-seconds */ Math.max(...resets) * 1_000,
  };
}

/**
 * Reads the smallest quota of `RateLimit-Policy: "name";q=100;w=60`, of the same draft.
 *
 * @returns undefined if malformed; such a field MUST be ignored
 */
export function parseRateLimitPolicy(text: string): number | undefined {
  const policies = parsePolicies(text, 'q', 'w');
  return policies && Math.min(...policies.map(([quota]) => quota));
}

type Policy = readonly [required: number, optional: number | undefined];

/**
 * Reads either field: a list, not empty, of named items, each with one parameter that must be there and one that may.
 */
function parsePolicies(text: string, required: string, optional: string): Policy[] | undefined {
  const policies: Policy[] = [];
  for (const { bare, params } of parseItemList(text) ?? []) {
    const [must, may] = [params.get(required), params.get(optional)];
    // Revisions before 09 named policies by tokens.
    const named = bare.type === 'string' || bare.type === 'token';
    if (!named || !isCount(must) || !(may === undefined || isCount(may)))
      /* seam: malformed-ratelimit */ return undefined;
    policies.push([must.value, may?.value]);
  }
  return policies.length === 0 ? undefined : policies;
}

function isCount(bare: { type: string; value: unknown } | undefined): bare is { type: 'integer'; value: number } {
  return bare?.type === 'integer' && Number(bare.value) >= 0;
}
