/** A mean with its 95 % confidence interval. */
export interface Interval {
  mean: number;
  lower: number;
  upper: number;
}

/** The 97.5 % quantile of Student's t with 1, 2, ... degrees of freedom. */
const T = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
  ...[2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086],
  ...[2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042],
];

/** The interval by Student's t; for a single value it is infinitely wide. */
export function intervalOf(values: readonly number[]): Interval {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = n < 2 ? Number.POSITIVE_INFINITY : (T[n - 2] ?? 2.042) * Math.sqrt(variance / n);
  return { mean, lower: mean - half, upper: mean + half };
}

/** The interval of ratios' geometric mean, computed from their logarithms. */
export function ratioInterval(ratios: readonly number[]): Interval {
  const { mean, lower, upper } = intervalOf(ratios.map(Math.log));
  return { mean: Math.exp(mean), lower: Math.exp(lower), upper: Math.exp(upper) };
}
