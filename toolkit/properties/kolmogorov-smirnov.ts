/**
 * D, the statistic of Kolmogorov's and Smirnov's two-sided test of one sample: the greatest distance, for any x,
 * between the share of draws up to x and x itself, which that share tends to if draws from [0, 1] are uniform.
 */
export function distanceFromUniform(draws: readonly number[]): number {
  const n = draws.length;
  const distances = draws.toSorted((a, b) => a - b).map((x, at) => Math.max(x - at / n, (at + 1) / n - x));
  return distances.reduce((greatest, distance) => Math.max(greatest, distance), 0);
}

/**
 * What D exceeds for at most a share `alpha` of all truly uniform samples: c / sqrt(n), where c = sqrt(ln(2 / alpha) /
 * 2). P(D > c / sqrt(n)) <= 2 exp(-2 c^2) for every n: P. Massart, "The Tight Constant in the
 * Dvoretzky-Kiefer-Wolfowitz Inequality", Annals of Probability 18 (1990). For large n it is the first term of
 * Kolmogorov's distribution.
 */
export function criticalDistance(n: number, alpha = 0.01): number {
  return Math.sqrt(Math.log(2 / alpha) / 2) / Math.sqrt(n);
}
