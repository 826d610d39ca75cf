import { badMetric, durationMetric, outcomeMetrics } from '../../scenarios/lib/metric-names.ts';
import type { Snapshot } from '../report/progress.ts';

interface Listed {
  data: { id: string; attributes: { sample: Record<string, number> } }[];
}

/** How far k6 is, by its REST API; null before it listens and after it ended. */
export async function k6Snapshot(port: number, errorObjective: string | null): Promise<Snapshot | null> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/metrics`).catch(() => null);
  if (response === null || !response.ok) return null;
  const { data } = (await response.json()) as Listed;
  const sample = (name: string): Record<string, number> | undefined =>
    data.find((metric) => metric.id === name)?.attributes.sample;
  const calls = Object.values(outcomeMetrics).reduce((sum, name) => sum + (sample(name)?.count ?? 0), 0);
  return {
    calls,
    errorRatio: errorObjective === null ? null : (sample(badMetric(errorObjective))?.rate ?? null),
    tail: { name: 'p95', ms: sample(durationMetric)?.['p(95)'] ?? null },
    throttled: null,
    firing: [],
  };
}
