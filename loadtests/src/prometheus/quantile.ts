import type { LatencyObjective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { oneOf } from './raw-counters.ts';

/**
 * The duration below which a share of the calls ended, in seconds; of the
 * outcomes that an objective counts, whatever the operation. Over a window, or
 * else over the whole life of the process.
 */
export function durationQuantile(
  share: number,
  { outcomes }: Pick<LatencyObjective, 'outcomes'>,
  provider: string,
  window?: string,
): string {
  const buckets = `${metricNames.callDuration}_bucket{provider="${provider}",${oneOf('outcome', outcomes)}}`;
  return `histogram_quantile(${share}, sum by (le) (${window === undefined ? buckets : `rate(${buckets}[${window}])`}))`;
}
