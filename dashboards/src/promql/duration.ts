const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/**
 * Milliseconds as a Prometheus duration, in the largest unit that divides them: `5m`, `90s`, `250ms`.
 *
 * @throws RangeError for what Prometheus cannot say: a fraction of a millisecond, or less than 0.
 */
export function promDuration(ms: number): string {
  if (!Number.isInteger(ms) || ms < 0) {
    throw new RangeError(`A duration of Prometheus is a whole number of milliseconds from 0, not ${ms}.`);
  }
  if (ms === 0) return '0s';
  const unit = units.find(([, size]) => ms % size === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}
