import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { replay } from './replay.ts';

const services = fc.array(fc.double({ min: 0.1, max: 5_000, noNaN: true }), { minLength: 1, maxLength: 200 });
const ceiling = fc.integer({ min: 1, max: 60 });
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('replay under a ceiling', () => {
  it.each([
    { services: [100], ceiling: 5, makespan: 100 },
    { services: [100, 100, 100], ceiling: 1, makespan: 300 },
    { services: [100, 100, 100], ceiling: 2, makespan: 200 },
    { services: [300, 100, 100, 100], ceiling: 2, makespan: 300 },
    // Requests start in the order of submission: the long one is last, though it would better be first.
    { services: [100, 100, 100, 300], ceiling: 2, makespan: 400 },
    { services: [], ceiling: 2, makespan: 0 },
  ])('$services over $ceiling slots takes $makespan ms', ({ services, ceiling, makespan }) => {
    expect(replay(services, { ceiling }).makespanMs).toBe(makespan);
  });

  it('is never below the sum over the ceiling, nor the longest, nor above the sum', () => {
    fc.assert(
      fc.property(services, ceiling, (servicesMs, max) => {
        const { makespanMs } = replay(servicesMs, { ceiling: max });
        expect(makespanMs).toBeGreaterThanOrEqual(sum(servicesMs) / max - 1e-6);
        expect(makespanMs).toBeGreaterThanOrEqual(Math.max(...servicesMs));
        expect(makespanMs).toBeLessThanOrEqual(sum(servicesMs) + 1e-6);
      }),
      runs(),
    );
  });

  it('never has more in flight than the ceiling, and starts in the order of submission', () => {
    fc.assert(
      fc.property(services, ceiling, (servicesMs, max) => {
        const { startsMs } = replay(servicesMs, { ceiling: max });
        const endsMs = startsMs.map((startMs, i) => startMs + (servicesMs[i] as number));
        for (const [i, startMs] of startsMs.entries()) {
          expect(
            startsMs.filter((other, j) => other <= startMs && (endsMs[j] as number) > startMs).length,
          ).toBeLessThanOrEqual(max);
          if (i > 0) expect(startMs).toBeGreaterThanOrEqual(startsMs[i - 1] as number);
        }
      }),
      runs({ numRuns: 30 }),
    );
  });

  it('refuses a ceiling that lets nothing through', () => {
    expect(() => replay([1], { ceiling: 0 })).toThrow('ceiling: expected at least 1, got 0');
  });
});

describe('replay under a window', () => {
  const window = { limit: 3, windowMs: 10_000 };

  it('waits for as long as the first response says that nothing remains, in whole seconds', () => {
    // The third request starts at 0; the first response after it ends at 400 ms, 9.6 s before the window does.
    const { startsMs } = replay([400, 500, 600, 100], { ceiling: 3, window });
    expect(startsMs).toEqual([0, 0, 0, 10_400]);
  });

  it('counts the wait of each window in turn', () => {
    const { startsMs } = replay([1_000, 1_000, 1_000, 500, 500, 500, 100], { ceiling: 3, window });
    expect(startsMs).toEqual([0, 0, 0, 10_000, 10_000, 10_000, 20_500]);
  });

  it('does not wait when the window is over before it is spent', () => {
    const { startsMs } = replay([6_000, 6_000, 6_000, 6_000], { ceiling: 1, window });
    expect(startsMs).toEqual([0, 6_000, 12_000, 18_000]);
  });

  it('goes on with a window that others had begun', () => {
    const { startsMs } = replay([1_000, 1_000], { ceiling: 1, window: { ...window, used: 2, ageMs: 4_000 } });
    expect(startsMs).toEqual([0, 6_000]);
  });

  it('never admits more than the limit in any window, nor ends before the ceiling alone would', () => {
    fc.assert(
      fc.property(
        services,
        ceiling,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1_000, max: 20_000 }),
        (servicesMs, max, limit, windowMs) => {
          const limited = replay(servicesMs, { ceiling: max, window: { limit, windowMs } });
          expect(limited.makespanMs).toBeGreaterThanOrEqual(replay(servicesMs, { ceiling: max }).makespanMs);
          let opened = Number.NEGATIVE_INFINITY;
          let used = 0;
          for (const startMs of limited.startsMs) {
            if (startMs >= opened + windowMs) {
              opened = startMs;
              used = 0;
            }
            used++;
            expect(used).toBeLessThanOrEqual(limit);
          }
        },
      ),
      runs(),
    );
  });
});
