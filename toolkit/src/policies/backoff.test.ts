import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/index.ts';
import { type Backoff, backoffDelayMs } from './backoff.ts';

const full = { kind: 'full-jitter', baseMs: 1_000, capMs: 60_000 } as const;
const additive = { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 1_000, capMs: 60_000 } as const;

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
    );
  });

  it('spreads full jitter evenly from 0 to the cap', () => {
    const random = seededRandom(1);
    const delays = Array.from({ length: 10_000 }, () => backoffDelayMs({ ...full, firstExponent: 0 }, 2, random));
    const quarters = [0, 1, 2, 3].map((at) => delays.filter((ms) => Math.floor(ms / 1_000) === at).length);
    for (const quarter of quarters) expect(Math.abs(quarter - 2_500)).toBeLessThan(250);
  });
});
