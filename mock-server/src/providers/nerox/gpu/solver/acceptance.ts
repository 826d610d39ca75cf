/** A power of two, 2 ** ACCEPTANCE_BITS. */
const SIZE = 1_024;
export const ACCEPTANCE_BITS = 10;

/**
 * How much worse a move may be and still be accepted, in units of the
 * temperature; a random index draws one entry. Metropolis accepts where
 * u < exp(-delta / T), which means delta < T * x with x = -ln u exponentially
 * distributed. Engines may differ in the last bit of Math.exp and Math.log, but a
 * trajectory must depend on its seed only. So x is drawn from the mean of a sorted
 * sample of 1,024 exponential variates (Renyi: the gaps between them are 1/1024,
 * 1/1023, ..., 1), which takes additions and divisions only. The table's mean is
 * exactly that of the distribution, 1; its largest entry is 7.5.
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
