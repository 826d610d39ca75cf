import { Counter, Rate, Trend } from 'k6/metrics';
import { badMetric, durationMetric, outcomeMetrics, pick, thrownMetric } from '../../shared/objectives.ts';
import { isBad, outcomeOf } from './outcome.ts';
import { contract, run } from './run.ts';

const calls = {
  ok: new Counter(outcomeMetrics.ok),
  error: new Counter(outcomeMetrics.error),
  rejected: new Counter(outcomeMetrics.rejected),
  cancelled: new Counter(outcomeMetrics.cancelled),
};
const durations = new Trend(durationMetric, true);
const objectives = pick(contract, run.objectives).map((objective) => ({
  objective,
  bad: new Rate(badMetric(objective.name)),
}));

export const thrown = new Counter(thrownMetric);

/** Counts one call. A payload of a batch has no `durationMs`, since the caller does not see how long it took. */
export function count(operation: string, status: number, durationMs?: number): void {
  const outcome = outcomeOf(status);
  calls[outcome].add(1);
  if (durationMs !== undefined && outcome === 'ok') durations.add(durationMs, { operation });
  for (const { objective, bad } of objectives) {
    const verdict = isBad(objective, operation, status, durationMs);
    if (verdict !== null) bad.add(verdict, { operation });
  }
}
