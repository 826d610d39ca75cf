import type { Evidence } from '../shared/evidence.ts';

/** The result of an assertion. */
export interface AssertionResult {
  name: string;
  /** null: the evidence does not decide it. */
  ok: boolean | null;
  /** What was seen, for people. */
  seen: string;
  /** A full sentence on what is wrong; set unless `ok` is true. */
  reason?: string;
  /** Whether it is demanded of every run, and so proves nothing of a plan that demands nothing itself. */
  always?: true;
  /** Whether it is about how long something took, so that a machine that is too slow may be the cause. */
  timed?: true;
  /** Ratios for `verdict.json`, by their names there. */
  ratios?: Record<string, number>;
}

/** A demand on a run beyond its objectives, judged once the load has drained. */
export type Assertion = (evidence: Evidence) => AssertionResult;
