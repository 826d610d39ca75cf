import type { AssertionResult } from '../../assertions/assertion.ts';
import type { FleetEvidence } from '../../shared/fleet-evidence.ts';

/** A demand on a fleet, judged by what is known of its processes and by the journal. */
export type FleetAssertion = (fleet: FleetEvidence) => AssertionResult;

/** Passes, or fails for these reasons. */
export const result = (
  name: string,
  seen: string,
  reasons: readonly string[],
  ratios?: Record<string, number>,
): AssertionResult => ({
  name,
  ok: reasons.length === 0,
  seen,
  ...(reasons.length === 0 ? {} : { reason: reasons.join(' ') }),
  ...(ratios === undefined ? {} : { ratios }),
});
