import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { overSlots, type Run, type Scenario, simulate, told } from './adaptive-limit.fixture.ts';
import type { TellOutcome } from './found-slots.ts';
import { type AdaptiveCeiling, OpeningSlots } from './opening-slots.ts';

const ceilings = [200, 10, 50];

/** Slots, and a clock that is set. */
function setUp(options: Partial<AdaptiveCeiling> = {}) {
  const clock = { nowMs: 0, now: () => clock.nowMs, setTimeout: () => () => {} };
  const slots = new OpeningSlots({ ceilings, max: 200, clock, onLimitChange: () => {}, ...options });
  const running: TellOutcome[] = [];
  const fill = (most = 1_000): void => {
    while (slots.inFlight < Math.min(most, slots.limit)) {
      slots.take();
      running.push((slots.left as () => TellOutcome)());
    }
  };
  /** Ends the attempt that left first, or last; returns how many there may be then. */
  const end = (outcome: 'success' | 'failure', atMs: number, which: 'first' | 'last' = 'first'): number => {
    clock.nowMs = atMs;
    (which === 'first' ? running.shift() : running.pop())?.(outcome);
    slots.release();
    return slots.limit;
  };
  return { slots, fill, end };
}

describe('slots that open', () => {
  it('are one more than the smallest known ceiling at first, but no more than may be', () => {
    expect(setUp().slots.limit).toBe(11);
    expect(setUp({ max: 8 }).slots.limit).toBe(8);
    expect(setUp({ ceilings: [], max: 200 }).slots.limit).toBe(10);
    expect(setUp({ ceilings: [], max: 5 }).slots.limit).toBe(5);
  });

  it('are one more than the ceiling that is expected', () => {
    expect(setUp({ expected: 50 }).slots.limit).toBe(51);
    expect(setUp({ expected: 200 }).slots.limit).toBe(200);
  });

  it('are twice as many, up to one more than the next known ceiling, once one is accepted that left as the last', () => {
    const { fill, end } = setUp({ expected: 50 });
    fill();
    for (let at = 0; at < 50; at += 1) expect(end('success', 40)).toBe(51);
    expect(end('success', 60)).toBe(102);
    fill();
    for (let at = 0; at < 101; at += 1) expect(end('success', 90)).toBe(102);
    expect(end('success', 100)).toBe(200);
  });

  it('are no more until all are taken', () => {
    const { fill, end } = setUp();
    for (let at = 1; at < 1_000; at += 1) {
      fill(10);
      expect(end('success', 100 * at)).toBe(11);
    }
  });

  it('are as many as the ceiling where one more than that is refused, and then found by trying', () => {
    const { slots, fill, end } = setUp();
    fill();
    expect(end('failure', 2, 'last')).toBe(10);
    for (let at = 1; at <= 100; at += 1) {
      fill();
      expect(end('success', 100)).toBe(10);
    }
    // Those that left before the refusal do not count.
    for (let at = 1; at <= 11; at += 1) {
      fill();
      end('success', 100);
    }
    expect(slots.limit).toBe(11);
  });

  it('are about as many as were accepted where a jump is refused halfway', () => {
    const { fill, end } = setUp({ expected: 50 });
    fill(34);
    end('success', 40);
    fill(33);
    end('failure', 45, 'last');
    end('failure', 45, 'last');
    expect(end('failure', 45, 'last')).toBe(29);
    for (let at = 0; at < 3; at += 1) end('failure', 45, 'last');
    expect(end('failure', 45, 'last')).toBe(26);
  });

  it('are one more for each that is accepted while at least half are in flight, up to the most, where no ceiling is known', () => {
    const { slots, fill, end } = setUp({ ceilings: [], max: 30 });
    fill(5);
    expect(end('success', 100)).toBe(10);
    fill(10);
    const rises = Array.from({ length: 9 }, () => end('success', 100));
    expect(rises).toEqual([10, 10, 10, 10, 10, 11, 12, 13, 14]);
    for (let at = 0; at < 100; at += 1) {
      fill();
      end('success', 200);
    }
    expect(slots.limit).toBe(30);
  });

  it('stay as they are once they are told, and take no refusal to heart', () => {
    const { slots, fill, end } = setUp({ ceilings: [], max: 60, untold: true });
    fill();
    slots.end(1_000);
    expect(end('failure', 1)).toBe(1_000);
    slots.take();
    slots.refused();
    expect([slots.left, slots.limit]).toEqual([undefined, 1_000]);
  });

  it('see a ceiling in a refusal with more in flight than were ever accepted, and more than ten', () => {
    const { slots, fill, end } = setUp({ ceilings: [], max: 60, untold: true });
    const refused = (number: number, inFlight: number) => slots.isBlamed({ number, inFlight, startedAtMs: 0 });
    fill();
    for (let at = 0; at < 10; at += 1) end('success', 100);
    fill();
    expect([slots.inFlight, refused(25, 15)]).toEqual([15, true]);
    // What left before that was known is of the same burst.
    expect(refused(23, 5)).toBe(true);
    expect(end('failure', 102, 'last')).toBe(13);
  });

  it('see none in any other refusal, and are as many after it; but fewer if the next one comes soon', () => {
    const { slots, fill, end } = setUp({ ceilings: [], max: 60, untold: true });
    fill();
    for (let at = 0; at < 3; at += 1) {
      expect(slots.isBlamed({ number: at + 1, inFlight: at + 1, startedAtMs: 0 })).toBe(false);
      expect(end('failure', 1)).toBe(10);
    }
    fill();
    expect(slots.isBlamed({ number: 11, inFlight: 8, startedAtMs: 0 })).toBe(false);
    for (let at = 0; at < 7; at += 1) end('success', 100);
    expect(end('failure', 100)).toBeLessThan(10);
  });
});

describe('a client that is told nothing at all', () => {
  it.each([
    { where: 'nearby', most: 0.01 },
    { where: 'over a far network', roundTripMs: 50, most: 0.02 },
    { where: 'on a machine that stands still half of the time', stallMs: 100, most: 0.02 },
    { where: 'where the server queues what is above its ceiling', queues: true, most: 0 },
  ])(
    'uses 20 slots within a tenth of the optimum for 500 payloads, in the middle of many runs, $where',
    ({ where, most, ...more }) => {
      const runs = Array.from({ length: 21 }, (_, seed) => {
        const scenario: Scenario = { seed, calls: 500, ceiling: () => 20, serviceMs: () => 500, ...more };
        const untold = overSlots(
          (clock) => new OpeningSlots({ ceilings: [], max: 100, untold: true, clock, onLimitChange: () => {} }),
        );
        const run = simulate(untold, scenario);
        expect(run.lost).toBe(0);
        return {
          refusals: run.refused / run.done,
          ratio:
            run.makespanMs /
            simulate(
              told(() => 20),
              scenario,
            ).makespanMs,
        };
      });
      const middle = (of: 'refusals' | 'ratio'): number =>
        runs.map((run) => run[of]).sort((a, b) => a - b)[10] as number;
      expect(middle('ratio')).toBeLessThan(1.1);
      expect(middle('refusals')).toBeLessThanOrEqual(most);
    },
  );
});

const client = (scenario: Scenario): Run =>
  simulate(
    overSlots((clock) => new OpeningSlots({ ceilings, expected: 50, max: 200, clock, onLimitChange: () => {} })),
    scenario,
  );
const seeds = fc.nat({ max: 2 ** 31 });
const average = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each) / numbers.length;

/** What a client that is not told the ceiling loses, and what it costs the server. */
function compare(scenario: Scenario): { run: Run; goodput: number; refusals: number } {
  const run = client(scenario);
  const { makespanMs } = simulate(told(scenario.ceiling), scenario);
  return { run, goodput: makespanMs / run.makespanMs, refusals: run.refused / run.done };
}

describe('a client that is told nothing but the tiers', () => {
  it('uses 200 slots within 1.3 of the optimum for 500 payloads, in the middle of many runs', () => {
    const ratios = Array.from({ length: 31 }, (_, seed) => {
      const { run, goodput } = compare({ seed, calls: 500, ceiling: () => 200, serviceMs: () => 500 });
      expect([run.refused, run.lost]).toEqual([0, 0]);
      return 1 / goodput;
    });
    expect(ratios.sort((a, b) => a - b)[15]).toBeLessThan(1.2);
  });

  it('finds a ceiling of 50 that falls to 10, within a tenth of one that is told, at less than 1 % 429s', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 80, max: 500 }), (seed, meanMs) => {
        const ceiling = (done: number): number => (done < 1_500 ? 50 : 10);
        const { run, goodput, refusals } = compare({ seed, calls: 3_000, ceiling, serviceMs: () => meanMs });
        expect([run.done, run.lost]).toEqual([3_000, 0]);
        expect(goodput).toBeGreaterThan(0.9);
        expect(refusals).toBeLessThan(0.01);
      }),
      runs({ numRuns: 25 }),
    );
  });

  it.each([
    { where: 'on a machine that stands still half of the time', stallMs: 100, most: 0.02 },
    // A quarter of what is in flight here is not at the server, so more than it holds seem to be accepted.
    { where: 'over a far network', roundTripMs: 50, most: 0.03 },
  ])('does so $where', ({ where, most, ...network }) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const ceiling = (done: number): number => (done < 3_000 ? 50 : 10);
      const { run, goodput, refusals } = compare({ seed, calls: 6_000, ceiling, ...network });
      expect(run.lost).toBe(0);
      expect(goodput).toBeGreaterThan(0.9);
      expect(refusals).toBeLessThan(most);
    }
  });

  it('pays with less than 1 % 429s for any ceiling', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 150 }), (seed, ceiling) => {
        const { run, refusals } = compare({ seed, calls: 8_000, ceiling: () => ceiling });
        expect(run.lost).toBe(0);
        expect(refusals).toBeLessThan(0.01);
      }),
      runs({ numRuns: 15 }),
    );
  });

  it('does not flood a server that queues what is above its ceiling, and uses all of its capacity', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 10, max: 100 }), (seed, ceiling) => {
        // What one client compares latencies with is a mean of ten, which may be off by a third; it is not so for many.
        const averages = Array.from({ length: 6 }, (_, at) => {
          const { run, goodput } = compare({ seed: seed + at, calls: 10_000, ceiling: () => ceiling, queues: true });
          expect(goodput).toBeGreaterThan(0.8);
          return average(run.limits.slice(2_000));
        });
        expect(average(averages)).toBeLessThan(3 * ceiling);
      }),
      runs({ numRuns: 5 }),
    );
  });

  it('looks for no ceiling with less work than it allows', () => {
    const { limits, refused } = client({ seed: 1, calls: 3_000, ceiling: () => 50, width: 8 });
    expect([limits.at(-1), refused]).toEqual([51, 0]);
  });
});
