import fc from 'fast-check';
import { expect } from 'vitest';
import { settleCosts, withEstimates } from '../src/admission/estimates.ts';
import { Line } from '../src/admission/line.ts';
import type { Standing } from '../src/admission/standing.ts';
import { BucketLimiter } from '../src/policies/rate/bucket-limiter.ts';
import { CalendarLimiter } from '../src/policies/rate/calendar-limiter.ts';
import type { AttemptPermit, PermitLimiter } from '../src/policies/rate/permit-limiter.ts';
import { TokenCycle } from '../src/policies/rate/token-cycle.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { DAY_MS, type Kind, ServedCount, type ServedLimit, SKEW_MS, type TakenAmount } from './estimated-servers.ts';
import { property } from './runs.ts';

/*
 * Attempts stand under several limits over time of every kind. What each takes is estimated, and known when its answer
 * comes, or later, at the end of its stream, or never. Servers charge in one of three ways.
 */

const MARGIN_MS = 3;
const FLIGHT_MS = 100;

/** When a server takes what a request costs: the estimate at once and the rest with its answer, or the true cost. */
type Charges = 'estimate, then the rest' | 'all at once' | 'all with the answer';

interface World {
  seed: number;
  limits: readonly ServedLimit[];
  /** Whether a bucket is paced as a window, as a fleet's processes do. */
  paced: boolean;
  /** Whether later calls reserve what earlier estimates fell short of. */
  learns: boolean;
  charges: Charges;
  longestMs: number;
  attempts: readonly {
    atMs: number;
    /** For each limit, the part of it that the attempt is thought to take. */
    parts: readonly number[];
    /** The part of the estimate that it does take. */
    actual: number;
    tells: 'with the answer' | 'at the end of its stream' | 'never';
  }[];
}

const kinds: readonly Kind[] = ['first-request', 'aligned', 'rolling', 'bucket', 'calendar'];

const worlds = (mostActual: number): fc.Arbitrary<World> =>
  fc.record({
    seed: fc.nat(),
    limits: fc.array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        amount: fc.integer({ min: 1, max: 40 }),
        windowMs: fc.integer({ min: 20, max: 400 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    paced: fc.boolean(),
    learns: fc.boolean(),
    charges: fc.constantFrom<Charges>('estimate, then the rest', 'all at once', 'all with the answer'),
    longestMs: fc.integer({ min: 0, max: FLIGHT_MS / 2 }),
    attempts: fc.array(
      fc.record({
        atMs: fc.nat({ max: 1_500 }),
        parts: fc.tuple(...[1, 2, 3].map(() => fc.double({ min: 0, max: 1, noNaN: true }))),
        actual: fc.double({ min: 0, max: mostActual, noNaN: true }),
        tells: fc.constantFrom('with the answer' as const, 'at the end of its stream' as const, 'never' as const),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  });

function limiterOf({ kind, amount, windowMs }: ServedLimit, paced: boolean, clock: FakeClock): PermitLimiter {
  const common = { limit: amount, marginMs: MARGIN_MS, flightMs: FLIGHT_MS, clock };
  if (kind === 'calendar') return new CalendarLimiter({ limit: amount, period: 'day', zone: 'UTC', clock });
  return kind === 'bucket' && !paced
    ? new BucketLimiter({ ...common, refillPerSecond: (amount / windowMs) * 1_000 })
    : new TokenCycle({ ...common, windowMs, burst: 1 });
}

async function run({ seed, limits: served, paced, learns, charges, longestMs, attempts }: World) {
  const clock = new FakeClock();
  const random = seededRandom(seed);
  const line = new Line(clock);
  // Midnight comes while attempts leave.
  await clock.advance(DAY_MS - (clock.now() % DAY_MS) - random() * 3 * SKEW_MS);
  const servers = served.map((limit) => new ServedCount(limit, (2 * random() - 1) * SKEW_MS));
  const limiters = served.map((limit) => limiterOf(limit, paced, clock));
  for (const limiter of limiters) limiter.onRoom = () => line.serve();
  const rates = limiters.map(() => ({ estimated: { estimate: { estimator: 'own' } } }));
  const standing = { key: { rates }, limiters, limits: limiters, costs: [] } as unknown as Standing;
  let left = 0;
  // By how much the estimates of those are too low whose costs are not known yet.
  const unknown = limiters.map(() => 0);
  /** Requests on their way, and the most that was unknown meanwhile. */
  const arriving = new Set<number[]>();
  const note = (amounts: readonly number[], sign: 1 | -1): void => {
    for (const [at, amount] of amounts.entries()) {
      unknown[at] = (unknown[at] ?? 0) + sign * amount;
      for (const most of arriving) most[at] = Math.max(most[at] ?? 0, unknown[at]);
    }
  };
  let mostBeyond = 0;
  const make = async ({ atMs, parts, actual, tells }: World['attempts'][number]): Promise<void> => {
    await new Promise<void>((resolve) => clock.setTimeout(resolve, atMs));
    const estimates = served.map(({ amount }, at) => Math.ceil((parts[at] ?? 0) * amount));
    const cost = estimates.map((estimate) => Math.ceil(estimate * actual));
    const own = withEstimates(learns ? standing : { ...standing, shortfalls: undefined }, estimates);
    const leave = (): void => {
      left += 1;
      const permits = limiters.map((limiter, at) => limiter.send(own.costs[at]));
      const [thereMs, backMs, streamsMs] = [random() * longestMs, random() * longestMs, random() * 300];
      const isTold = tells !== 'never';
      const trueCost = isTold ? cost : estimates;
      const shortBy = trueCost.map((amount, at) => Math.max(0, amount - (estimates[at] ?? 0)));
      const most = [...unknown];
      arriving.add(most);
      note(shortBy, 1);
      let counted: TakenAmount[] = [];
      clock.setTimeout(() => {
        const first = charges === 'all at once' ? trueCost : charges === 'all with the answer' ? [] : estimates;
        counted = servers.map((server, at) => server.count(first[at] ?? 0, clock.now()));
        arriving.delete(most);
        for (const [at, server] of servers.entries()) {
          const takes = (first[at] ?? 0) > 0 && (estimates[at] ?? 0) > 0;
          if (takes) mostBeyond = Math.max(mostBeyond, server.overBy(clock.now()) - (most[at] ?? 0));
        }
      }, thereMs);
      const lastMs = thereMs + (tells === 'at the end of its stream' ? streamsMs : 0);
      // A server that takes all with the answer has taken it before the answer's beginning is here.
      const takenMs = charges === 'all with the answer' ? thereMs : lastMs;
      clock.setTimeout(() => {
        for (const [at, server] of servers.entries()) {
          server.settle(counted[at] as TakenAmount, trueCost[at] ?? 0, clock.now());
        }
      }, takenMs);
      clock.setTimeout(() => {
        for (const [at, limiter] of limiters.entries()) limiter.answered(permits[at] as AttemptPermit);
      }, thereMs + backMs);
      clock.setTimeout(() => {
        settleCosts(own, permits, isTold ? cost : []);
        note(shortBy, -1);
      }, lastMs + backMs);
    };
    const scope = new CallScope(clock, Number.POSITIVE_INFINITY, undefined);
    const { limits, costs } = own;
    await line.wait({ scope, limits, costs, priority: 0, held: false, looks: () => {}, leave });
  };
  await clock.runUntil(Promise.all(attempts.map(make)));
  await clock.advance(2 * DAY_MS);
  const room = limiters.map((limiter, at) => limiter.hasRoom(served[at]?.amount));
  return { left, room, mostBeyond, waiting: line.size };
}

async function holds(world: World): Promise<void> {
  const { left, room, mostBeyond, waiting } = await run(world);
  // Times that are nearer than a microsecond are the same time.
  expect(mostBeyond).toBeLessThan(0.01);
  expect([left, waiting]).toEqual([world.attempts.length, 0]);
  for (const all of room) expect(all).toBe(true);
}

property('no limit is exceeded where no estimate is too low, and all is free in the end', worlds(1), holds);

property('a limit is exceeded by no more than what nobody can know, and that is paid first', worlds(3), holds);
