import type { Observation } from './observation.ts';

/** What each policy may change of what plain `fetch` shows: what it gives is compared in place of the observation. */
export const actingPolicies = {
  /** An attempt that failed is made again: the server sees the same request several times, and the last end counts. */
  retry: (seen: Observation): Observation => ({
    ...seen,
    server: seen.server.filter((request, at) => !same(request, seen.server[at - 1])),
  }),
} satisfies Record<string, (seen: Observation) => Observation>;

export type ActingPolicy = keyof typeof actingPolicies;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
