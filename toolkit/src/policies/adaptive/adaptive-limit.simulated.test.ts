import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { type Run, type Scenario, simulate, told } from './adaptive-limit.fixture.ts';
import { AdaptiveLimit, type AdaptiveLimitOptions } from './adaptive-limit.ts';

const tiers = [10, 50, 200];
const adaptive = (options: AdaptiveLimitOptions, scenario: Scenario): Run =>
  simulate((clock) => new AdaptiveLimit({ ...options, clock }), scenario);
const average = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each) / numbers.length;
const seeds = fc.nat({ max: 2 ** 31 });

/** What a client that is not told the ceiling loses, and what it costs the server. */
function compare(options: AdaptiveLimitOptions, scenario: Scenario): { run: Run; goodput: number; refusals: number } {
  const run = adaptive(options, scenario);
  const { makespanMs } = simulate(told(scenario.ceiling), scenario);
  return { run, goodput: makespanMs / run.makespanMs, refusals: run.refused / run.done };
}

describe('a client that is told nothing but the tiers', () => {
  it('finds a ceiling of 50 that falls to 10, within a tenth of one that is told, at less than 1 % 429s', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 80, max: 500 }), (seed, meanMs) => {
        const ceiling = (done: number): number => (done < 1_500 ? 50 : 10);
        const scenario = { seed, calls: 3_000, ceiling, serviceMs: () => meanMs };
        const { run, goodput, refusals } = compare({ ceilings: tiers }, scenario);
        expect([run.done, run.lost]).toEqual([3_000, 0]);
        expect(goodput).toBeGreaterThan(0.9);
        expect(refusals).toBeLessThan(0.01);
      }),
      runs({ numRuns: 25 }),
    );
  });

  it('does so on a machine that stands still half of the time, a third of a service time on end', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const ceiling = (done: number): number => (done < 1_500 ? 50 : 10);
      const scenario = { seed, calls: 3_000, ceiling, serviceMs: () => 300, stallMs: 100 };
      const { run, goodput, refusals } = compare({ ceilings: tiers }, scenario);
      expect(run.lost).toBe(0);
      expect(goodput).toBeGreaterThan(0.9);
      expect(refusals).toBeLessThan(0.02);
    }
  });

  it.each([
    { from: 10, to: 50 },
    { from: 10, to: 200 },
    { from: 200, to: 10 },
    { from: 200, to: 50 },
    { from: 50, to: 30 },
    { from: 37, to: 120 },
    { from: 120, to: 37 },
  ])('follows a ceiling of $from that becomes $to', ({ from, to }) => {
    for (const seed of [1, 2, 3]) {
      const ceiling = (done: number): number => (done < 4_000 ? from : to);
      const { limits, lost } = adaptive({ ceilings: tiers }, { seed, calls: 8_000, ceiling });
      expect(lost).toBe(0);
      for (const [part, is] of [
        [limits.slice(2_000, 4_000), from],
        [limits.slice(6_000), to],
      ] as const) {
        expect(average(part)).toBeGreaterThan(0.9 * is);
        expect(average(part)).toBeLessThan(is + 1);
      }
    }
  });
});

describe('any ceiling', () => {
  it('is found from any start, a tier or not, within 800 calls and 10 rounds', () => {
    const ceilings = fc.constantFrom([], tiers);
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        ceilings,
        (seed, ceiling, initial, known) => {
          const warmUp = 800 + 10 * ceiling;
          const scenario = { seed, calls: warmUp + 1_000, ceiling: () => ceiling };
          const { limits } = adaptive({ ceilings: known, initial, max: 200 }, scenario);
          const found = limits.slice(warmUp);
          // With few in flight, so many calls tell little, so a small ceiling may be missed by one.
          expect(average(found)).toBeGreaterThan(Math.min(0.85 * ceiling, ceiling - 1));
          expect(average(found)).toBeLessThan(1.05 * ceiling + 1);
        },
      ),
      runs({ numRuns: 100 }),
    );
  });

  it('costs less than 1 % 429s once it is found', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 150 }), (seed, ceiling) => {
        const scenario = { seed, calls: 8_000, ceiling: () => ceiling };
        const { run, refusals } = compare({ ceilings: tiers }, scenario);
        expect(run.lost).toBe(0);
        expect(refusals).toBeLessThan(0.01);
      }),
      runs({ numRuns: 15 }),
    );
  });

  it('is not left because of a far network', () => {
    for (const seed of [1, 2, 3]) {
      const scenario = { seed, calls: 6_000, ceiling: () => 50, roundTripMs: 50 };
      const { goodput, refusals } = compare({ ceilings: tiers }, scenario);
      expect(goodput).toBeGreaterThan(0.9);
      expect(refusals).toBeLessThan(0.02);
    }
  });

  it('is not looked for with less work than it allows', () => {
    const scenario = { seed: 1, calls: 3_000, ceiling: () => 50, width: 8 };
    const { limits, refused } = adaptive({ ceilings: tiers }, scenario);
    expect([limits.at(-1), refused]).toEqual([10, 0]);
  });
});

describe('a server that queues what is above its ceiling', () => {
  it('is not flooded: the limit stays near to what it can work on, and all its capacity is used', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 10, max: 100 }), fc.constantFrom([], tiers), (seed, ceiling, ceilings) => {
        const scenario = { seed, calls: 10_000, ceiling: () => ceiling, queues: true };
        const { run, goodput } = compare({ ceilings }, scenario);
        expect(average(run.limits.slice(2_000))).toBeLessThan(3 * ceiling);
        // The limit goes straight to a known ceiling, and finds there that it is too high.
        expect(Math.max(...run.limits)).toBeLessThan(ceilings.length > 0 ? 201 : 8 * ceiling);
        expect(goodput).toBeGreaterThan(0.8);
      }),
      runs({ numRuns: 15 }),
    );
  });

  it('is flooded where latency decides nothing', () => {
    const scenario = { seed: 1, calls: 10_000, ceiling: () => 20, queues: true };
    const { limits } = adaptive({ latencyTolerance: Number.POSITIVE_INFINITY }, scenario);
    expect(limits.at(-1)).toBeGreaterThan(500);
  });

  it('is told from one whose calls take longer by themselves', () => {
    for (const seed of [1, 2, 3]) {
      const serviceMs = (done: number): number => (done < 3_000 ? 200 : 800);
      const { run } = compare({ ceilings: tiers }, { seed, calls: 6_000, ceiling: () => 50, serviceMs });
      expect(average(run.limits.slice(3_500))).toBeGreaterThan(45);
    }
  });
});
