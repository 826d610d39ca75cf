import { errorBudget, type LatencyObjective, type Objective } from '@evenkeel/toolkit/slo';

/** k6's names for what a contract's objectives are judged by, shared by the scripts and the summary's reader. */

/** Share of bad calls of an objective: a Rate. */
export const badMetric = (objective: string): string => `evenkeel_${objective}_bad`;

/** Calls by outcome, as the caller saw them: Counters. */
export const outcomeMetrics = {
  ok: 'evenkeel_calls_ok',
  error: 'evenkeel_calls_error',
  rejected: 'evenkeel_calls_rejected',
  cancelled: 'evenkeel_calls_cancelled',
} as const;

/** Durations of the calls that ended ok, in milliseconds: a Trend. */
export const durationMetric = 'evenkeel_call_duration';

/** Iterations that ended in an exception, which k6 itself lets pass: a Counter. */
export const thrownMetric = 'evenkeel_iterations_thrown';

/** k6's name for an objective's percentile: 0.99 is `p(99)`. */
export const percentile = (objective: Pick<Objective, 'objective'>): string =>
  `p(${Math.round(objective.objective * 1e9) / 1e7})`;

/** The same for people: 0.99 is `p99`. */
export const percentileName = (objective: Pick<Objective, 'objective'>): string =>
  percentile(objective).replace(/[()]/g, '');

/** The contract's latency objective, whose percentile is the tail; null where it has none. */
export const tailObjective = ({ objectives }: { objectives: readonly Objective[] }): LatencyObjective | null =>
  objectives.find((objective) => objective.sli === 'latency') ?? null;

/** k6's thresholds for the objectives of a contract that a scenario exercises. */
export function thresholdsFor(
  contract: { name: string; objectives: readonly Objective[] },
  names: readonly string[],
): Record<string, string[]> {
  const thresholds: Record<string, string[]> = {};
  for (const objective of pick(contract, names)) {
    thresholds[badMetric(objective.name)] = [`rate<=${errorBudget(objective)}`];
    if (objective.sli === 'latency') {
      const durations = thresholds[durationMetric] ?? [];
      thresholds[durationMetric] = [...durations, `${percentile(objective)}<=${objective.thresholdMs}`];
    }
  }
  return thresholds;
}

/** The contract's objectives with these names, in the contract's order. */
export function pick<O extends Objective>(
  contract: { name: string; objectives: readonly O[] },
  names: readonly string[],
): readonly O[] {
  for (const name of names) {
    if (!contract.objectives.some((objective) => objective.name === name)) {
      const known = contract.objectives.map((objective) => objective.name).join(', ');
      throw new RangeError(`objectives: ${contract.name} has no objective "${name}"; it has ${known}.`);
    }
  }
  return contract.objectives.filter((objective) => names.includes(objective.name));
}
