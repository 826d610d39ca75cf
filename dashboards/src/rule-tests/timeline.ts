import type { Objective } from '@evenkeel/toolkit/slo';

/** The instants of a rule test, all multiples of its step, in milliseconds; `steps` is a count. */
export interface Timeline {
  stepMs: number;
  /** The first evaluation that finds the alert firing, if the breach begins with the first call. */
  firesAtMs: number;
  endMs: number;
  steps: number;
}

/** A timeline whose steps are fine enough to see an alert just before it fires, and when it fires. */
export function timelineOf({ windowMs, forMs }: Objective['alert']): Timeline {
  const shorter = forMs > 0 ? Math.min(windowMs, forMs) : windowMs;
  const stepMs = Math.max(1, Math.floor(shorter / 2));
  // An increase needs two samples, so the breach is first seen one step after the start.
  const firesAtMs = stepMs + Math.ceil(forMs / stepMs) * stepMs;
  const steps = 3 * Math.ceil((windowMs + firesAtMs) / stepMs);
  return { stepMs, firesAtMs, endMs: steps * stepMs, steps };
}
