import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { FakeClock } from '../../testing/index.ts';
import type { Outcome } from '../outcome.ts';
import { overSlots, type Run, type Scenario, simulate, told } from './adaptive-limit.fixture.ts';
import type { TellOutcome } from './found-slots.ts';
import { ToldSlots } from './told-slots.ts';

/** Slots, all of them taken, and what ends each attempt. */
function setUp(limit: number) {
  const changes: number[][] = [];
  const onLimitChange = (to: number, from: number) => changes.push([from, to]);
  const slots = new ToldSlots(limit, { clock: new FakeClock(0), onLimitChange });
  const running: (TellOutcome | undefined)[] = [];
  const send = (): void => {
    slots.take();
    running.push(slots.left?.());
  };
  const fill = (): void => {
    while (slots.inFlight < slots.limit) send();
  };
  /** Ends the attempt that left first, or the one that left last. */
  const end = (outcome: Outcome, which: 'first' | 'last' = 'first'): void => {
    const tell = which === 'first' ? running.shift() : running.pop();
    if (tell !== undefined) tell(outcome);
    else if (outcome === 'failure') slots.refused();
    slots.release();
  };
  fill();
  return { slots, changes, send, fill, end };
}

describe('slots up to a limit that was told', () => {
  it('watch no attempt while none is refused', () => {
    const { slots, fill, end, changes } = setUp(50);
    for (let at = 0; at < 500; at += 1) {
      end('success');
      fill();
    }
    expect([slots.left, slots.limit, changes]).toEqual([undefined, 50, []]);
  });

  it('are not fewer for a refusal that stands alone', () => {
    const { slots, fill, end, changes } = setUp(50);
    for (let at = 0; at < 200; at += 1) {
      end(at % 10 === 0 ? 'failure' : 'success', 'last');
      fill();
    }
    expect([slots.limit, changes]).toEqual([50, []]);
  });

  it('are as many as were accepted of those that left together', () => {
    const { slots, end, changes } = setUp(50);
    for (let at = 0; at < 40; at += 1) end('failure', 'last');
    expect([slots.limit, slots.inFlight]).toEqual([10, 10]);
    expect(changes[0]).toEqual([50, 44]);
    expect(changes.at(-1)).toEqual([11, 10]);
  });

  it('are fewer before the slot of what was refused can be taken', () => {
    const { slots, end } = setUp(50);
    end('failure', 'last');
    slots.take();
    slots.refused();
    expect(slots.hasRoom()).toBe(false);
    slots.release();
    expect(slots.hasRoom()).toBe(false);
  });

  it('are all there again once a whole round is accepted under what was told', () => {
    const { slots, fill, end, changes } = setUp(20);
    for (let at = 0; at < 10; at += 1) end('failure', 'last');
    for (let at = 0; at < 1_000; at += 1) {
      end('success');
      fill();
    }
    expect(slots.limit).toBe(20);
    expect(changes.at(-1)).toEqual([19, 20]);
    // So one refusal takes nothing again.
    end('failure', 'last');
    expect(slots.limit).toBe(20);
  });

  it('are never more than was told, nor than a later, lower limit', () => {
    const { slots, end, fill } = setUp(50);
    for (let at = 0; at < 20; at += 1) end('failure', 'last');
    slots.setLimit(12);
    expect(slots.limit).toBe(12);
    for (let at = 0; at < 500; at += 1) {
      end('success');
      fill();
    }
    expect(slots.limit).toBe(12);
    slots.setLimit(0);
    expect([slots.limit, slots.hasRoom()]).toEqual([0, false]);
    slots.setLimit(30);
    expect(slots.limit).toBeLessThanOrEqual(30);
  });

  it('are what is told anew, whatever was refused before', () => {
    const { slots, end } = setUp(50);
    for (let at = 0; at < 40; at += 1) end('failure', 'last');
    slots.forget();
    slots.setLimit(40);
    expect(slots.limit).toBe(40);
    // What left before says nothing of it.
    end('failure', 'last');
    expect(slots.limit).toBe(40);
  });

  it('are from 1 to what was told, whatever comes', () => {
    const step = fc.record({
      outcome: fc.constantFrom<Outcome>('success', 'success', 'failure', 'ignored'),
      which: fc.constantFrom('first' as const, 'last' as const),
      fills: fc.boolean(),
      told: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined, freq: 20 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(step, { maxLength: 300 }), (first, steps) => {
        const { slots, fill, end } = setUp(first);
        let most = first;
        for (const { outcome, which, fills, told: anew } of steps) {
          most = anew ?? most;
          if (anew !== undefined) slots.setLimit(anew);
          if (slots.inFlight > 0) end(outcome, which);
          expect(slots.limit).toBeGreaterThanOrEqual(1);
          expect(slots.limit).toBeLessThanOrEqual(most);
          if (fills) fill();
        }
      }),
      runs(),
    );
  });
});

const client = (limit: number, scenario: Scenario): Run =>
  simulate(
    overSlots((clock) => new ToldSlots(limit, { clock, onLimitChange: () => {} })),
    scenario,
  );
const seeds = fc.nat({ max: 2 ** 31 });

describe('a client that is told a ceiling', () => {
  it('loses nothing where fewer hold, and is refused little', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 20, max: 200 }),
        fc.double({ min: 0.2, max: 0.9, noNaN: true }),
        (seed, ceiling, share) => {
          const really = Math.max(5, Math.floor(ceiling * share));
          const run = client(ceiling, { seed, calls: 3_000, ceiling: () => really });
          expect([run.done, run.lost]).toEqual([3_000, 0]);
          expect(run.refused).toBeLessThan(0.02 * 3_000);
        },
      ),
      runs({ numRuns: 25 }),
    );
  });

  it('of 50 where 10 hold gets 429s for at most 2 % of 500 payloads, and takes no longer than one that is told 10', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const scenario = { seed, calls: 500, ceiling: () => 10, serviceMs: () => 500 };
      const run = client(50, scenario);
      expect([run.done, run.lost]).toEqual([500, 0]);
      expect(run.refused).toBeLessThanOrEqual(10);
      expect(run.makespanMs / simulate(told(scenario.ceiling), scenario).makespanMs).toBeLessThan(1.15);
    }
  });

  it('is refused nothing where it holds, nor for as few as one more than hold more often than one in 200', () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const run = (really: number) => client(50, { seed, calls: 3_000, ceiling: () => really });
      expect(run(50).refused).toBe(0);
      expect(run(49).refused).toBeLessThan(15);
    }
  });

  it('follows a ceiling that falls, and rises to what was told', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const ceiling = (done: number): number => (done < 1_500 || done > 3_000 ? 50 : 10);
      const { limits, lost, refused, done } = client(50, { seed, calls: 6_000, ceiling });
      const fallen = limits.slice(1_700, 3_000);
      expect([lost, limits.at(-1)]).toEqual([0, 50]);
      expect(fallen.reduce((sum, each) => sum + each) / fallen.length).toBeCloseTo(10, -0.5);
      expect(refused / done).toBeLessThan(0.005);
    }
  });

  it('is hardly slowed down by 429s that have nothing to do with what is in flight', () => {
    const { slots, fill, end } = setUp(50);
    let sum = 0;
    for (let at = 0; at < 5_000; at += 1) {
      end(at % 97 === 0 ? 'failure' : 'success');
      fill();
      sum += slots.limit;
    }
    expect(sum / 5_000).toBeGreaterThan(48);
  });
});
