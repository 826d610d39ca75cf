import type { Observation } from './observation.ts';

/** Gives what a policy may make of what plain `fetch` shows, as near as it can be to what was seen of the subject. */
type Allowance = (plain: Observation, got: Observation) => Observation;

/** What each policy may change. */
export const actingPolicies = {
  /** What failed is tried again: the server sees the same requests as a whole several times. The caller sees one end. */
  retry: (plain, got) => {
    const times = plain.server.length === 0 ? 1 : Math.floor(got.server.length / plain.server.length);
    return { ...plain, server: Array.from({ length: Math.max(1, times) }, () => plain.server).flat() };
  },
} satisfies Record<string, Allowance>;

export type ActingPolicy = keyof typeof actingPolicies;
