import fc from 'fast-check';
import { expect } from 'vitest';
import { LimiterLine } from '../src/policies/rate/limiter-line.fixture.ts';
import { type PacedPermit, PacedRemainingLimiter } from '../src/policies/rate/paced-remaining-limiter.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { property } from './runs.ts';
import { ServedCount } from './served-limits.ts';

/*
 * The contract says how long a window is, and that answers tell what is left of it; but the server does not tell it, or
 * not always. Requests and answers take any time. What is cut off arrives, if it does, before the limiter's time in flight
 * is over, or before it was given up.
 */

const FLIGHT_MS = 1_000;
const MARGIN_MS = 3;

type Tells = 'never' | 'at first' | 'at last' | 'now and then';

interface World {
  kind: 'first-request' | 'aligned' | 'rolling';
  tells: Tells;
  limit: number;
  windowMs: number;
  seed: number;
  /** The longest time that a request, and that its answer, is on its way. */
  longestMs: number;
  /** The share of the requests that are cut off. */
  cut: number;
  calls: number;
  /** The calls come evenly spread over this time. */
  withinMs: number;
}

const traits = {
  limit: fc.integer({ min: 1, max: 6 }),
  windowMs: fc.integer({ min: 1, max: 3_000 }),
  seed: fc.nat(),
  longestMs: fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 5_000 })),
  calls: fc.integer({ min: 2, max: 40 }),
  withinMs: fc.oneof(fc.constant(0), fc.nat({ max: 10_000 })),
};
const silent: fc.Arbitrary<World> = fc.record({
  kind: fc.constantFrom('first-request', 'aligned', 'rolling'),
  tells: fc.constant('never' as const),
  cut: fc.constantFrom(0, 0.2, 1),
  ...traits,
});
const fitful: fc.Arbitrary<World> = fc.record({
  kind: fc.constantFrom('first-request', 'aligned'),
  tells: fc.constantFrom('at first', 'at last', 'now and then'),
  cut: fc.constant(0),
  ...traits,
});

async function run({ kind, tells, limit, windowMs, seed, longestMs, cut, calls, withinMs }: World) {
  const clock = new FakeClock();
  const random = seededRandom(seed);
  const limiter = new PacedRemainingLimiter({ limit, windowMs, clock });
  const line = new LimiterLine<PacedPermit>(limiter, clock);
  const server = new ServedCount({ kind, amount: limit, windowMs });
  const world = { exceeded: 0, sent: 0, tookMs: 0 };
  const startMs = clock.now();
  const isTold = (): boolean =>
    ({
      never: false,
      'at first': world.sent < calls / 2,
      'at last': world.sent >= calls / 2,
      'now and then': random() < 0.3,
    })[tells];
  const call = async (afterMs: number): Promise<void> => {
    const scope = new CallScope(clock, Number.POSITIVE_INFINITY, undefined);
    await scope.sleep(afterMs);
    const permit = await line.send(scope);
    world.sent += 1;
    const [thereMs, backMs] = [random() * longestMs, random() * longestMs];
    const isCut = random() < cut;
    const countedMs = isCut ? random() * Math.max(thereMs, FLIGHT_MS) : thereMs;
    clock.setTimeout(() => {
      server.count(1, clock.now());
      if (server.overBy(clock.now()) > 0) world.exceeded += 1;
    }, countedMs);
    let told: { remaining: number; resetMs: number } | undefined;
    clock.setTimeout(() => {
      if (isTold()) told = server.told(clock.now());
    }, countedMs);
    clock.setTimeout(
      () => {
        if (!isCut) limiter.answered(permit);
        if (!isCut && told === undefined) limiter.untold();
        if (told !== undefined) {
          // A pause ends when its window does, which may have been long ago.
          if (told.remaining === 0) clock.setTimeout(() => limiter.reset(), told.resetMs);
          limiter.observe(permit, told.remaining);
        }
        limiter.release(permit);
      },
      isCut ? thereMs : thereMs + backMs,
    );
  };
  await clock.runUntil(Promise.all(Array.from({ length: calls }, (_, n) => call((n * withinMs) / calls))));
  world.tookMs = clock.now() - startMs;
  await clock.advance(FLIGHT_MS + MARGIN_MS + 2 * longestMs + 2 * windowMs);
  expect([clock.pending, line.size]).toEqual([0, 0]);
  return { ...world, use: limiter.use(clock.now()) };
}

property('a window of which nothing is told is not exceeded, and is used', silent, async (world) => {
  const { exceeded, tookMs, use } = await run(world);
  expect(exceeded).toBe(0);
  expect(use).toEqual({ used: 0, owed: 0 });
  const { limit, windowMs, longestMs, calls, withinMs } = world;
  const roundMs = windowMs + MARGIN_MS + Math.max(2 * longestMs, world.cut > 0 ? FLIGHT_MS : 0);
  expect(tookMs).toBeLessThanOrEqual(withinMs + Math.ceil(calls / limit) * roundMs);
});

property('a window of which only some answers tell is not exceeded, and all are served', fitful, async (world) => {
  const { exceeded, sent } = await run(world);
  expect(exceeded).toBe(0);
  expect(sent).toBe(world.calls);
});
