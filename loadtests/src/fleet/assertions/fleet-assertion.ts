import type { AssertionResult } from '../../assertions/assertion.ts';
import type { FleetEvidence } from '../../shared/fleet-evidence.ts';

/** A demand on a fleet, judged by its processes' counts and the journal. */
export type FleetAssertion = (fleet: FleetEvidence) => AssertionResult;

/** The result of an assertion that fails for these reasons, and passes without any. */
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
