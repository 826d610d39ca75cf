import fc from 'fast-check';
import { expect } from 'vitest';
import { Line } from '../src/admission/line.ts';
import type { Limiter } from '../src/admission/standing.ts';
import { SlotCount } from '../src/policies/bulkhead/slot-count.ts';
import { TokenCycle } from '../src/policies/rate/token-cycle.ts';
import type { CyclePermit } from '../src/policies/rate/token-ledger.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { property } from './runs.ts';

/*
 * Attempts stand under some of several limits over time and a ceiling, each at a cost of its own. A server counts a
 * request when it arrives; requests and responses take any time up to the longest one. Some attempts give up.
 */

const MARGIN_MS = 3;
const FLIGHT_MS = 100;

interface World {
  seed: number;
  rates: readonly { limit: number; windowMs: number }[];
  ceiling: number;
  longestMs: number;
  attempts: readonly {
    atMs: number;
    /** For each limit over time, the part of it that the attempt costs; 0: it does not stand under it. */
    parts: readonly number[];
    takesSlot: boolean;
    priority: number;
    givesUpAfterMs: number | undefined;
  }[];
}

const worlds = (priorities: number): fc.Arbitrary<World> =>
  fc.record({
    seed: fc.nat(),
    rates: fc.array(fc.record({ limit: fc.integer({ min: 1, max: 9 }), windowMs: fc.integer({ min: 20, max: 400 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    ceiling: fc.integer({ min: 1, max: 8 }),
    longestMs: fc.integer({ min: 0, max: FLIGHT_MS }),
    attempts: fc.array(
      fc.record({
        atMs: fc.nat({ max: 1_500 }),
        parts: fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(0, 0.1, 0.3, 1))),
        takesSlot: fc.boolean(),
        priority: fc.nat({ max: priorities }),
        givesUpAfterMs: fc.option(fc.nat({ max: 600 }), { nil: undefined, freq: 4 }),
      }),
      { minLength: 1, maxLength: 30 },
    ),
  });

interface Attempt {
  costs: readonly number[];
  cameMs: number;
  leftMs: number | undefined;
  gaveUp: boolean;
  /** What those cost, of each limit, who were in line when it came. */
  before: readonly number[];
}

async function run({ seed, rates, ceiling, longestMs, attempts }: World) {
  const clock = new FakeClock();
  const random = seededRandom(seed);
  const line = new Line(clock);
  const cycles = rates.map((rate) => {
    const tokens = new TokenCycle({ ...rate, marginMs: MARGIN_MS, flightMs: FLIGHT_MS, clock });
    tokens.onRoom = () => line.serve();
    return tokens;
  });
  const slots = new SlotCount(ceiling);
  slots.onRoom = () => line.serve();
  const counted: { at: number; atMs: number; cost: number }[] = [];
  const all: Attempt[] = [];
  let mostInFlight = 0;
  const lanes = new Map<string, Limiter[]>();
  const make = async ({
    atMs,
    parts,
    takesSlot,
    priority,
    givesUpAfterMs,
  }: World['attempts'][number]): Promise<void> => {
    await new Promise<void>((resolve) => clock.setTimeout(resolve, atMs));
    const costs = rates.map(({ limit }, at) => Math.ceil((parts[at] ?? 0) * limit));
    const under = cycles.filter((_, at) => (costs[at] ?? 0) > 0);
    const key = `${costs.map((cost) => cost > 0)} ${takesSlot}`;
    const limits = lanes.get(key) ?? [...under, ...(takesSlot ? [slots] : [])];
    lanes.set(key, limits);
    const controller = new AbortController();
    if (givesUpAfterMs !== undefined) clock.setTimeout(() => controller.abort(), givesUpAfterMs);
    const waiting = all.filter(({ leftMs, gaveUp }) => leftMs === undefined && !gaveUp);
    const before = rates.map((_, at) => waiting.reduce((sum, other) => sum + (other.costs[at] ?? 0), 0));
    const attempt: Attempt = { costs, cameMs: clock.now(), leftMs: undefined, gaveUp: false, before };
    all.push(attempt);
    const send = (): void => {
      attempt.leftMs = clock.now();
      const permits = under.map((tokens): [TokenCycle, CyclePermit] => [
        tokens,
        tokens.send(costs[cycles.indexOf(tokens)]),
      ]);
      if (takesSlot) slots.take();
      mostInFlight = Math.max(mostInFlight, slots.inFlight);
      const [thereMs, backMs] = [random() * longestMs, random() * longestMs];
      clock.setTimeout(() => {
        costs.forEach((cost, at) => {
          if (cost > 0) counted.push({ at, atMs: clock.now(), cost });
        });
      }, thereMs);
      clock.setTimeout(() => {
        for (const [tokens, permit] of permits) tokens.answered(permit);
        if (takesSlot) slots.release();
      }, thereMs + backMs);
    };
    const scope = new CallScope(clock, Number.POSITIVE_INFINITY, controller.signal);
    const costsOf = limits.map((limit) => (limit === slots ? 1 : (costs[cycles.indexOf(limit as TokenCycle)] ?? 1)));
    await line
      .wait({ scope, limits, costs: costsOf, priority, held: false, looks: () => {}, leave: send })
      .catch(() => {
        attempt.gaveUp = true;
      });
  };
  await clock.runUntil(Promise.all(attempts.map(make)));
  const left = line.size;
  await clock.advance(5_000);
  return { all, counted, mostInFlight, cycles, left, pending: clock.pending };
}

property('no limit of several is exceeded, and all who do not give up leave', worlds(2), async (world) => {
  const { all, counted, mostInFlight, cycles, left, pending } = await run(world);
  world.rates.forEach(({ limit, windowMs }, at) => {
    const ofLimit = counted.filter((each) => each.at === at);
    for (const { atMs } of ofLimit) {
      const within = ofLimit.filter((other) => other.atMs >= atMs && other.atMs - atMs < windowMs);
      expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(limit);
    }
  });
  expect(mostInFlight).toBeLessThanOrEqual(world.ceiling);
  for (const { leftMs, gaveUp } of all) expect([leftMs !== undefined, gaveUp]).toContain(true);
  expect([left, pending]).toEqual([0, 0]);
  for (const tokens of cycles) expect([tokens.idle, tokens.inUse]).toEqual([tokens.held, 0]);
});

property(
  'under one limit nobody waits for longer than what came before it, may overtake it and it itself need',
  worlds(0).map((world) => ({
    ...world,
    rates: world.rates.slice(0, 1),
    attempts: world.attempts.map((attempt) => ({ ...attempt, takesSlot: false })),
  })),
  async (world) => {
    const { all } = await run(world);
    const { limit, windowMs } = world.rates[0] as World['rates'][number];
    // All tokens may just have been used when it comes.
    const roundMs = windowMs + MARGIN_MS + 2 * world.longestMs;
    for (const { costs, cameMs, leftMs, before } of all) {
      const [cost = 0] = costs;
      const needed = (before[0] ?? 0) + 2 * cost;
      if (leftMs !== undefined) expect(leftMs - cameMs).toBeLessThanOrEqual((needed / limit + 1) * roundMs + 1e-6);
    }
  },
);
