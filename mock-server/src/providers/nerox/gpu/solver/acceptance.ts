/** A power of two, 2 ** ACCEPTANCE_BITS. */
const SIZE = 1_024;
export const ACCEPTANCE_BITS = 10;

/**
 * How much worse, in temperatures, a move may be and still be accepted, by a
 * random index. Metropolis accepts where u < exp(-delta / T), which is where
 * delta < T * x with x = -ln u exponentially distributed. Engines may differ in
 * the last bit of Math.exp and Math.log, and a trajectory that depends on a
 * seed only may not. So x is drawn from what a sample of 1,024 exponential
 * variates looks like on average, smallest first (Renyi: the gaps between them
 * are 1/1024, 1/1023, ..., 1), which takes additions and divisions alone. Its
 * mean is exactly that of the distribution, 1; it ends at 7.5.
 */
export const acceptance: Float64Array = (() => {
  const table = new Float64Array(SIZE);
  let sum = 0;
  for (let rank = 0; rank < SIZE; rank += 1) {
    sum += 1 / (SIZE - rank);
    table[rank] = sum;
  }
  return table;
})();
