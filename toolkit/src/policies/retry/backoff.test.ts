import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { seededRandom } from '../../testing/index.ts';
import { type Backoff, backoffDelayMs, requireBackoff } from './backoff.ts';

const full = { kind: 'full-jitter', baseMs: 1_000, capMs: 60_000 } as const;
const additive = { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 1_000, capMs: 60_000 } as const;
const decorrelated = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 10_000 } as const;

describe('backoffDelayMs', () => {
  it.each<[Backoff, number, number, number]>([
    [{ ...full, firstExponent: 0 }, 0, 0.5, 500],
    [{ ...full, firstExponent: 0 }, 3, 0.5, 4_000],
    [{ ...full, firstExponent: 1 }, 0, 0.5, 1_000],
    [{ ...full, firstExponent: 0 }, 20, 0.5, 30_000],
    [{ ...additive, firstExponent: 0 }, 0, 0, 1_000],
    [{ ...additive, firstExponent: 0 }, 2, 0.5, 4_500],
    [{ ...additive, firstExponent: 1 }, 2, 0.5, 8_500],
    [{ ...additive, firstExponent: 0 }, 6, 0.5, 60_000],
    [{ ...full, firstExponent: 1, factor: 3 }, 1, 0.5, 4_500],
    [{ ...additive, firstExponent: 0, factor: 1 }, 9, 0.5, 1_500],
    [{ kind: 'uniform', minMs: 200, maxMs: 700 }, 5, 0.5, 450],
  ])('%o before retry %d at chance %d is %d ms', (backoff, retry, chance, delayMs) => {
    expect(backoffDelayMs(backoff, retry, () => chance)).toBe(delayMs);
  });

  it('keeps to its bounds, however many retries', () => {
    const ms = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    const firstExponent = fc.constantFrom<0 | 1>(0, 1);
    const any = fc.oneof(
      fc.record({ kind: fc.constant('full-jitter' as const), baseMs: ms, capMs: ms, firstExponent }),
      fc.record({ kind: fc.constant('additive-jitter' as const), baseMs: ms, jitterMs: ms, capMs: ms, firstExponent }),
    );
    fc.assert(
      fc.property(any, fc.nat(5_000), fc.nat(), (backoff, retry, seed) => {
        const delayMs = backoffDelayMs(backoff, retry, seededRandom(seed));
        const least = backoff.kind === 'full-jitter' ? 0 : Math.min(backoff.baseMs, backoff.capMs);
        expect(delayMs).toBeGreaterThanOrEqual(least);
        expect(delayMs).toBeLessThanOrEqual(backoff.capMs);
      }),
      runs(),
    );
  });

  it.each([
    { previousMs: undefined, chance: 0, delayMs: 100 },
    { previousMs: undefined, chance: 0.5, delayMs: 200 },
    { previousMs: 200, chance: 0, delayMs: 100 },
    { previousMs: 200, chance: 0.5, delayMs: 350 },
    { previousMs: 20, chance: 0.5, delayMs: 200 },
    { previousMs: 9_000, chance: 0.5, delayMs: 10_000 },
  ])('decorrelated after $previousMs ms at chance $chance is $delayMs ms', ({ previousMs, chance, delayMs }) => {
    expect(backoffDelayMs(decorrelated, 7, () => chance, previousMs)).toBe(delayMs);
  });

  it('keeps decorrelated jitter from base to three times the delay before, and below the cap', () => {
    const ms = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(ms, ms, fc.nat(), (baseMs, overMs, seed) => {
        const capMs = baseMs + overMs;
        const random = seededRandom(seed);
        let previousMs: number | undefined;
        for (let retry = 0; retry < 30; retry += 1) {
          const delayMs = backoffDelayMs({ kind: 'decorrelated-jitter', baseMs, capMs }, retry, random, previousMs);
          expect(delayMs).toBeGreaterThanOrEqual(baseMs);
          expect(delayMs).toBeLessThanOrEqual(Math.min(capMs, 3 * (previousMs ?? baseMs)) * (1 + 1e-12));
          previousMs = delayMs;
        }
      }),
      runs(),
    );
  });
});

/** The greatest distance between what was drawn and uniform(min, max): Kolmogorov and Smirnov's statistic. */
function distanceFromUniform(drawn: readonly number[], min: number, max: number): number {
  const shares = drawn.map((x) => (x - min) / (max - min)).sort((a, b) => a - b);
  return Math.max(...shares.map((x, at) => Math.max(x - at / shares.length, (at + 1) / shares.length - x)));
}

describe('jitter is uniform, by Kolmogorov and Smirnov', () => {
  const draws = 10_000;
  /** What truly uniform draws stay below in 99 of 100 samples. */
  const critical = 1.628 / Math.sqrt(draws);
  const draw = (delayMs: (random: () => number) => number): number[] => {
    const random = seededRandom(1);
    return Array.from({ length: draws }, () => delayMs(random));
  };

  it.each<[Backoff, retry: number, previousMs: number | undefined, from: number, to: number]>([
    [{ ...full, firstExponent: 0 }, 2, undefined, 0, 4_000],
    [{ ...full, firstExponent: 1 }, 20, undefined, 0, 60_000],
    [{ ...additive, firstExponent: 0 }, 2, undefined, 4_000, 5_000],
    [{ kind: 'uniform', minMs: 10_000, maxMs: 30_000 }, 0, undefined, 10_000, 30_000],
    [decorrelated, 3, 500, 100, 1_500],
  ])('%o before retry %d, after %s ms: from %d to %d ms', (backoff, retry, previousMs, from, to) => {
    const drawn = draw((random) => backoffDelayMs(backoff, retry, random, previousMs));
    expect(distanceFromUniform(drawn, from, to)).toBeLessThan(critical);
  });

  it.each<[string, (random: () => number) => number]>([
    ['equal jitter, which fills the upper half only', (random) => 0.5 + random() / 2],
    ['the mean of two draws', (random) => (random() + random()) / 2],
    ['a range that ends 3 % early', (random) => random() * 0.97],
  ])('would not pass %s', (_what, delayMs) => {
    expect(distanceFromUniform(draw(delayMs), 0, 1)).toBeGreaterThan(critical);
  });
});

describe('requireBackoff', () => {
  it.each<[Backoff, says: string]>([
    [{ ...full, firstExponent: 0, baseMs: -1 }, 'Option backoff.baseMs is -1: give a number of at least 0.'],
    [{ ...decorrelated, capMs: Number.NaN }, 'Option backoff.capMs is NaN: give a number of at least 0.'],
    [
      { ...full, firstExponent: 0, capMs: undefined } as never,
      'Option backoff.capMs is undefined: give a number of at least 0.',
    ],
    [{ kind: 'exponential', baseMs: 1 } as never, 'Option backoff.kind is "exponential": give one of full-jitter, '],
    [{ ...full, firstExponent: 0, factor: 0.5 }, 'Option backoff.factor is 0.5: give a number of at least 1.'],
    [{ kind: 'uniform', minMs: 9, maxMs: 5 }, 'Option backoff.minMs is 9: give at most maxMs, which is 5.'],
  ])('refuses %o', (backoff, says) => {
    expect(() => requireBackoff('backoff', backoff)).toThrow(says);
  });

  it.each<Backoff>([
    { ...additive, firstExponent: 1 },
    { kind: 'uniform', minMs: 0, maxMs: 0 },
  ])('returns %o', (backoff) => {
    expect(requireBackoff('backoff', backoff)).toBe(backoff);
  });
});
