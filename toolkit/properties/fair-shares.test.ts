import fc from 'fast-check';
import { expect } from 'vitest';
import { Line } from '../src/admission/line.ts';
import type { PriorityShares } from '../src/admission/turns.ts';
import { TokenCycle } from '../src/policies/rate/token-cycle.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { property } from './runs.ts';

/*
 * Several tenants' attempts of several priorities wait for one limit, each at a cost of its own. Answers take any time.
 */

const MOST = 10;

/** The attempts of one tenant and priority, by what they cost. */
interface Cell {
  tenant: string | undefined;
  priority: number;
  costs: readonly number[];
}

interface World {
  seed: number;
  limit: number;
  cells: readonly Cell[];
  /** How much of what leaves is kept for each priority, in relation to the others. */
  weights: readonly number[];
}

const worlds: fc.Arbitrary<World> = fc.record({
  seed: fc.nat(),
  limit: fc.integer({ min: MOST, max: 60 }),
  cells: fc.uniqueArray(
    fc.record({
      tenant: fc.constantFrom('a', 'b', undefined),
      priority: fc.constantFrom(0, 5, 10),
      costs: fc.array(fc.integer({ min: 1, max: MOST }), { minLength: 1, maxLength: 40 }),
    }),
    { minLength: 2, maxLength: 9, selector: ({ tenant, priority }) => `${tenant} ${priority}` },
  ),
  weights: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 9 }))),
});

const prioritiesOf = (cells: readonly Cell[]): number[] => [...new Set(cells.map(({ priority }) => priority))].sort();

function sharesOf({ cells, weights }: World): PriorityShares {
  const priorities = prioritiesOf(cells);
  const sum = priorities.reduce((total, _, at) => total + (weights[at] ?? 1), 0);
  return Object.fromEntries(priorities.map((priority, at) => [priority, (weights[at] ?? 1) / sum]));
}

/** @returns who left, in order, for as long as all of them wait; and whether room was left that somebody waited for */
async function run({ seed, limit, cells }: World, shares: PriorityShares | undefined) {
  const clock = new FakeClock();
  const random = seededRandom(seed);
  const line = new Line(clock, shares);
  const tokens = new TokenCycle({ limit, windowMs: 100, clock });
  tokens.onRoom = () => line.serve();
  // Nobody leaves before all have come.
  tokens.answered(tokens.send(limit));
  const taken = cells.map(() => 0);
  const waiting = cells.map(({ costs }) => [...costs]);
  let idled = false;
  let whileAllWait: number[] | undefined;
  const limits = [tokens];
  const all = cells.flatMap(({ tenant, priority, costs }, at) =>
    costs.map((cost) => {
      const leave = (): void => {
        const permit = tokens.send(cost);
        clock.setTimeout(() => tokens.answered(permit), random() * 50);
        taken[at] = (taken[at] ?? 0) + cost;
        const mine = waiting[at] as number[];
        mine.splice(mine.indexOf(cost), 1);
        if (mine.length === 0) whileAllWait ??= [...taken];
      };
      const scope = new CallScope(clock, Number.POSITIVE_INFINITY, undefined);
      const about = { scope, limits, costs: [cost], tenant, priority, held: false };
      return line.wait({ ...about, looks: () => {}, leave });
    }),
  );
  const lies = (): boolean => tokens.idle >= Math.max(...waiting.flat());
  const look = (): void => {
    if (waiting.flat().length === 0) return;
    const before = waiting.flat().length;
    // What has come back at this very instant may be told next.
    if (lies()) clock.setTimeout(() => (idled ||= waiting.flat().length === before && lies()), 1);
    clock.setTimeout(look, 10);
  };
  look();
  await clock.runUntil(Promise.all(all));
  return { taken: whileAllWait as number[], idled, left: line.size };
}

/** One attempt of each of two tenants, and one that those who cost less have overtaken. */
const SLACK = 3 * MOST;

property('tenants of one priority take as much as each other while they wait', worlds, async (world) => {
  const { taken, idled, left } = await run(world, undefined);
  for (const priority of prioritiesOf(world.cells)) {
    const ofEach = taken.filter((_, at) => world.cells[at]?.priority === priority);
    expect(Math.max(...ofEach) - Math.min(...ofEach)).toBeLessThanOrEqual(SLACK);
  }
  expect([idled, left]).toEqual([false, 0]);
});

property('each priority takes its share at least while all wait', worlds, async (world) => {
  const shares = sharesOf(world);
  const { taken, idled, left } = await run(world, shares);
  const sum = taken.reduce((total, each) => total + each, 0);
  for (const priority of prioritiesOf(world.cells)) {
    const own = taken.reduce((total, each, at) => (world.cells[at]?.priority === priority ? total + each : total), 0);
    expect(own).toBeGreaterThanOrEqual((shares[priority] ?? 0) * sum - SLACK);
  }
  expect([idled, left]).toEqual([false, 0]);
});
