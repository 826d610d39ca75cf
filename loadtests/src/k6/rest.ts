import { ask } from '../shared/ask.ts';
import { badMetric, durationMetric, outcomeMetrics } from '../shared/objectives.ts';
import type { Snapshot } from '../shared/progress.ts';

interface Listed {
  data: { id: string; attributes: { sample: Record<string, number> } }[];
}

/** How far k6 is, by its REST API; null before it listens and after it ended. */
export async function k6Snapshot(
  port: number,
  errorObjective: string | null,
  signal: AbortSignal,
): Promise<Snapshot | null> {
  const answer = await ask({ who: 'k6', url: `http://127.0.0.1:${port}/v1/metrics`, signal }).catch(() => null);
  if (answer === null || !answer.ok) return null;
  const { data } = JSON.parse(answer.text) as Listed;
  const sample = (name: string): Record<string, number> | undefined =>
    data.find((metric) => metric.id === name)?.attributes.sample;
  const calls = Object.values(outcomeMetrics).reduce((sum, name) => sum + (sample(name)?.count ?? 0), 0);
  const p95 = sample(durationMetric)?.['p(95)'];
  return {
    calls,
    errorRatio: errorObjective === null ? null : (sample(badMetric(errorObjective))?.rate ?? null),
    // The API has no other high percentile.
    tail: p95 === undefined ? null : { name: 'p95', ms: p95 },
    throttled: null,
    firing: [],
  };
}
