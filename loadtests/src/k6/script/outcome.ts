import type { CallOutcome, Objective } from '@evenkeel/toolkit/slo';

/** How a call ended, by the status of the gateway's answer; 0 means no answer. */
export function outcomeOf(status: number): CallOutcome {
  switch (status) {
    case 200:
      return 'ok';
    case 499:
      return 'cancelled';
    case 503:
      return 'rejected';
    default:
      return 'error';
  }
}

/**
 * Whether an objective counts a call as bad; null where it does not count it
 * at all. `durationMs` is left out where the caller did not see one.
 */
export function isBad(objective: Objective, operation: string, status: number, durationMs?: number): boolean | null {
  if (!objective.operations.includes(operation)) return null;
  const outcome = outcomeOf(status);
  if (objective.sli === 'errors') return objective.excluded.includes(outcome) ? null : objective.bad.includes(outcome);
  if (durationMs === undefined || !objective.outcomes.includes(outcome)) return null;
  return durationMs > objective.thresholdMs;
}
