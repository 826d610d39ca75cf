/** A count as `6,000`. */
export const formatCount = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** A share as `2.98 %`; small ones keep the digits that tell them from 0. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  return `${percent.toFixed(percent !== 0 && Math.abs(percent) < 0.01 ? 4 : 2)} %`;
}

/** A ratio as `1.043`. */
export const formatRatio = (ratio: number): string => ratio.toFixed(3);

/** A duration as `168 ms`, `2 s`, `12.4 s` or `1 min 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1).replace(/\.0$/, '')} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
