import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FixedWindow } from '../src/policies/rate/fixed-window.ts';
import { RateLimiter } from '../src/policies/rate/rate-limiter.ts';
import type { RateRule } from '../src/policies/rate/rate-rule.ts';
import { SlidingWindow } from '../src/policies/rate/sliding-window.ts';
import { TokenBucket } from '../src/policies/rate/token-bucket.ts';
import { FakeClock } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { property } from './runs.ts';

/*
 * The server tells nothing, and counts what arrives: at most `limit` in `windowMs`. A one-way delay lies between some
 * minimum and `spreadMs` more. By pacing what it sends, a client can be certain of this:
 * - What arrives within `windowMs` was sent within `windowMs + spreadMs`. So a sliding window of that length holds in
 *   every window of the server, wherever it starts. So does a token bucket whose capacity, together with what flows in
 *   over that length, makes the limit.
 * - Two windows of a client's fixed window may fall into one of the server's, except for the request that opened the
 *   first. So under a spread, half the limit, rounded up, is certain, in a window longer by the spread.
 * - If all delays are equal, a client's fixed window is the server's own, moved in time: the whole limit holds.
 */

interface Traffic {
  limit: number;
  windowMs: number;
  spreadMs: number;
  /** The share of the limit that a token bucket gives at once. */
  burst: number;
  requests: readonly {
    atMs: number;
    cost: number;
    /** The share of the spread by which the request is delayed. */
    late: number;
  }[];
  /**
   * The network holds up whatever is sent before this for as long as it can, and nothing that is sent later, so that
   * the most arrives in a short time.
   */
  squeezedAtMs: number | undefined;
}

interface Arrival {
  atMs: number;
  cost: number;
}

/** What a limiter let through, in the order in which it arrives. */
async function arrivals(rule: RateRule, { requests, spreadMs, squeezedAtMs }: Traffic): Promise<Arrival[]> {
  const clock = new FakeClock();
  const startMs = clock.now();
  const limiter = new RateLimiter({ rule, clock });
  const arrived: Arrival[] = [];
  const send = async ({ atMs, cost: wanted, late }: Traffic['requests'][number]): Promise<void> => {
    await new Promise<void>((resolve) => clock.setTimeout(resolve, atMs));
    const cost = Math.min(wanted, rule.most);
    await limiter.acquire(new CallScope(clock, Number.POSITIVE_INFINITY, undefined), cost);
    const sentAtMs = clock.now() - startMs;
    const squeezed = squeezedAtMs === undefined ? late : Number(sentAtMs < squeezedAtMs);
    arrived.push({ atMs: sentAtMs + squeezed * spreadMs, cost });
  };
  await clock.runUntil(Promise.all(requests.map(send)));
  return arrived.sort((a, b) => a.atMs - b.atMs);
}

/** The highest cost that arrives in any span of `windowMs`. */
function mostInAnySpan(arrived: readonly Arrival[], windowMs: number): number {
  const spans = arrived.map(({ atMs }) =>
    arrived.filter((other) => other.atMs >= atMs && other.atMs < atMs + windowMs),
  );
  return Math.max(0, ...spans.map((span) => span.reduce((sum, { cost }) => sum + cost, 0)));
}

/** The highest cost that a window counts if each opens with the first hit after the last one ended. */
function mostFromFirstHits(arrived: readonly Arrival[], windowMs: number): number {
  let [most, used, endsAtMs] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const { atMs, cost } of arrived) {
    if (atMs >= endsAtMs) [used, endsAtMs] = [0, atMs + windowMs];
    used += cost;
    most = Math.max(most, used);
  }
  return most;
}

const ms = (max: number) => fc.integer({ min: 0, max });
const traffics: fc.Arbitrary<Traffic> = fc.record({
  limit: fc.integer({ min: 2, max: 10 }),
  windowMs: fc.integer({ min: 10, max: 300 }),
  spreadMs: ms(300),
  burst: fc.constantFrom(0, 0.5, 0.9),
  requests: fc.array(
    fc.record({ atMs: ms(400), cost: fc.constantFrom(1, 1, 1, 2, 5), late: fc.constantFrom(0, 0.5, 1) }),
    { minLength: 1, maxLength: 25 },
  ),
  squeezedAtMs: fc.option(ms(600), { nil: undefined, freq: 2 }),
});

const pacings: Record<string, (traffic: Traffic) => RateRule> = {
  'a sliding window longer by the spread': ({ limit, windowMs, spreadMs }) =>
    new SlidingWindow({ limit, windowMs: windowMs + spreadMs }),
  'a token bucket, with the rest of the limit to flow in': ({ limit, windowMs, spreadMs, burst }) => {
    const capacity = 1 + Math.floor(burst * (limit - 1));
    return new TokenBucket({ capacity, limit: limit - capacity, windowMs: windowMs + spreadMs });
  },
  'a fixed window of half the limit, longer by the spread': ({ limit, windowMs, spreadMs }) =>
    new FixedWindow({ limit: Math.ceil(limit / 2), windowMs: windowMs + spreadMs }),
};

for (const [name, pace] of Object.entries(pacings)) {
  property(`${name}, holds in every window of the server`, traffics, async (traffic) => {
    const arrived = await arrivals(pace(traffic), traffic);
    expect(arrived).toHaveLength(traffic.requests.length);
    expect(mostInAnySpan(arrived, traffic.windowMs)).toBeLessThanOrEqual(traffic.limit);
  });
}

const without = { spreadMs: 0, squeezedAtMs: undefined };

property("a fixed window as the server's own holds where all delays are equal", traffics, async (traffic) => {
  const { limit, windowMs } = traffic;
  const arrived = await arrivals(new FixedWindow({ limit, windowMs }), { ...traffic, ...without });
  expect(mostFromFirstHits(arrived, traffic.windowMs)).toBeLessThanOrEqual(traffic.limit);
});

it("a fixed window as the server's own does not hold under a spread", async () => {
  const limit = { limit: 2, windowMs: 100 };
  const requests = [0, 99, 100, 100].map((atMs) => ({ atMs, cost: 1, late: Math.sign(atMs) }));
  const traffic = { ...limit, spreadMs: 20, burst: 0, requests, squeezedAtMs: undefined };
  expect(mostFromFirstHits(await arrivals(new FixedWindow(limit), traffic), limit.windowMs)).toBe(3);
});
