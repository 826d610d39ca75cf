import fc from 'fast-check';
import { expect } from 'vitest';
import { LimiterLine } from '../src/policies/rate/limiter-line.fixture.ts';
import { noDemand } from '../src/policies/rate/permit-limiter.ts';
import { TokenCycle } from '../src/policies/rate/token-cycle.ts';
import type { CyclePermit } from '../src/policies/rate/token-ledger.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { property } from './runs.ts';

/*
 * The server counts a request when it arrives, and the client does not know when that is. A request takes any time up
 * to the time in flight; a response takes any time, or does not come.
 */

const MARGIN_MS = 3;
const FLIGHT_MS = 200;
/** How long a call that gives up waits at most. */
const PATIENCE_MS = 500;

interface World {
  limit: number;
  windowMs: number;
  seed: number;
  /** The longest time that a request, and that its response, is on its way. */
  thereMs: number;
  backMs: number;
  lost: number;
  /** The share of the calls that give up if they wait for long. */
  hasty: number;
  calls: number;
  /** What a call costs at most. */
  most: number;
  /** The calls come evenly spread over this time. */
  withinMs: number;
}

const world: fc.Arbitrary<World> = fc.record({
  limit: fc.integer({ min: 1, max: 6 }),
  windowMs: fc.integer({ min: 1, max: 300 }),
  seed: fc.nat(),
  thereMs: fc.integer({ min: 0, max: FLIGHT_MS }),
  backMs: fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 1_000 })),
  lost: fc.constantFrom(0, 0.2, 1),
  hasty: fc.constantFrom(0, 0.2),
  calls: fc.integer({ min: 2, max: 40 }),
  most: fc.integer({ min: 1, max: 6 }),
  withinMs: fc.nat({ max: 2_000 }),
});

async function run({ limit, windowMs, seed, thereMs, backMs, lost, hasty, calls, most, withinMs }: World) {
  const clock = new FakeClock();
  const random = seededRandom(seed);
  const tokens = new TokenCycle({ limit, windowMs, marginMs: MARGIN_MS, flightMs: FLIGHT_MS, clock });
  const line = new LimiterLine(tokens, clock);
  const counted: { atMs: number; cost: number }[] = [];
  const roundTripsMs: number[] = [];
  let sent = 0;
  let gaveUp = 0;
  const startMs = clock.now();
  const call = async (afterMs: number): Promise<void> => {
    const controller = new AbortController();
    const scope = new CallScope(clock, Number.POSITIVE_INFINITY, controller.signal);
    await scope.sleep(afterMs);
    const cost = 1 + Math.floor(random() * Math.min(most, limit));
    const isHasty = random() < hasty;
    if (isHasty) clock.setTimeout(() => controller.abort(), random() * PATIENCE_MS);
    let permit: CyclePermit;
    try {
      permit = await line.send(scope, cost);
    } catch {
      expect(isHasty).toBe(true);
      gaveUp += 1;
      return;
    }
    sent += 1;
    const [there, back] = [random() * thereMs, random() * backMs];
    const isLost = random() < lost;
    roundTripsMs.push(isLost ? FLIGHT_MS : Math.min(FLIGHT_MS, there + back));
    clock.setTimeout(() => counted.push({ atMs: clock.now(), cost }), there);
    clock.setTimeout(() => {
      if (!isLost) tokens.answered(permit);
      tokens.release(permit);
    }, there + back);
  };
  await clock.runUntil(Promise.all(Array.from({ length: calls }, (_, n) => call((n * withinMs) / calls))));
  const tookMs = clock.now() - startMs;
  await clock.advance(FLIGHT_MS + 1_000);
  expect([clock.pending, line.size, tokens.wanted]).toEqual([0, 0, noDemand]);
  expect(sent + gaveUp).toBe(calls);
  return { counted, sent, tookMs, roundTripsMs };
}

property(
  'no interval of a window’s length counts more than the limit, and all are served that do not give up',
  world,
  async (world) => {
    const { counted, sent } = await run(world);
    expect(counted).toHaveLength(sent);
    for (const { atMs } of counted) {
      const within = counted.filter((other) => other.atMs >= atMs && other.atMs - atMs < world.windowMs);
      expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(world.limit);
    }
  },
);

property(
  'a busy client gets the limit in each window, margin and round trip',
  world.map((some) => ({ ...some, hasty: 0, most: 1, withinMs: 0 })),
  async (world) => {
    const { sent, tookMs, roundTripsMs } = await run(world);
    // Of each `limit` requests that are sent together, the slowest is waited for.
    const longestMs = Math.max(...roundTripsMs);
    const rounds = Math.ceil(sent / world.limit) - 1;
    expect(tookMs).toBeLessThanOrEqual(rounds * (world.windowMs + MARGIN_MS + longestMs + 0.01));
    const meanMs = roundTripsMs.reduce((sum, ms) => sum + ms, 0) / roundTripsMs.length;
    const perMs = world.limit / (world.windowMs + MARGIN_MS + meanMs);
    // The last round of a short run may wait for a request whose round trip is longer than the mean.
    expect(sent + world.limit + perMs * longestMs).toBeGreaterThanOrEqual(0.8 * perMs * tookMs);
  },
);
