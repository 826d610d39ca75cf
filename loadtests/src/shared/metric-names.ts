/** Share of bad calls of an objective: a Rate. */
export const badMetric = (objective: string): string => `evenkeel_${objective}_bad`;

/** Calls by outcome, as the caller saw them: Counters. */
export const outcomeMetrics = {
  ok: 'evenkeel_calls_ok',
  error: 'evenkeel_calls_error',
  rejected: 'evenkeel_calls_rejected',
  cancelled: 'evenkeel_calls_cancelled',
} as const;

/** Milliseconds of the calls that ended ok: a Trend. */
export const durationMetric = 'evenkeel_call_duration';

/** Iterations that ended in an exception, which k6 itself lets pass: a Counter. */
export const thrownMetric = 'evenkeel_iterations_thrown';
