import { describe, expect, it } from 'vitest';
import { berlin52, lengthOf } from './berlin52.fixture.ts';
import { tsp } from './tsp.ts';

const OPTIMUM = 7_542;
/** Within 0.5 % of the optimum. */
const TARGET = 7_579;
const REPORT_EVERY = 20_000;
const SEEDS = 60;

/**
 * Measured with the seeds 1 to 4,000, 4 restarts of 400,000 steps and a look every
 * 20,000 steps; shares are of the 1,600,000 steps. The bounds leave room for a
 * sample of 60. Since the search is deterministic, they either hold or don't.
 *
 *     reach the gap   in the first restart   mean    p50     p99     most    CPU per 400,000 steps
 *     100 %           99.7 %                 0.099   0.100   0.138   0.363   15 ms
 */
const bounds = { mean: 0.13, most: 0.5 };

describe('berlin52', () => {
  it('is within 0.5 % of its optimum early, for every seed', () => {
    const distance_matrix = berlin52();
    const iterations = tsp.iterations({ distance_matrix });
    const parsed = tsp.parse({ distance_matrix }, 2 ** 20);
    if ('failure' in parsed) throw new Error(parsed.failure.message);
    const shares = Array.from({ length: SEEDS }, (_, seed) => {
      const search = tsp.start(parsed.input, seed);
      for (let done = REPORT_EVERY; done <= iterations; done += REPORT_EVERY) {
        search.advance(REPORT_EVERY);
        const { energy, solution } = search.best();
        if (energy > TARGET) continue;
        expect(energy).toBe(lengthOf(distance_matrix, Array.from(solution)));
        expect(energy).toBeGreaterThanOrEqual(OPTIMUM);
        return done / iterations;
      }
      return Number.POSITIVE_INFINITY;
    });
    expect(Math.max(...shares)).toBeLessThanOrEqual(bounds.most);
    expect(shares.reduce((sum, share) => sum + share, 0) / SEEDS).toBeLessThanOrEqual(bounds.mean);
  });
});
