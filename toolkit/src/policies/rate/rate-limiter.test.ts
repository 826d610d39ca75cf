import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { OptionError } from '../../errors/errors.ts';
import { FakeClock, seededRandom } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { RateLimiter, type RateLimiterOptions } from './rate-limiter.ts';
import { SlidingWindow } from './sliding-window.ts';
import { TokenBucket } from './token-bucket.ts';

/** Callers that note when they got a permit, or why not. At most 10 in 100 ms. */
function setUp(options: Partial<RateLimiterOptions> = {}) {
  const clock = new FakeClock(0);
  const limiter = new RateLimiter({ rule: new SlidingWindow({ limit: 10, windowMs: 100 }), clock, ...options });
  const ends: unknown[] = [];
  const come = (
    name: string,
    cost?: number,
    { deadlineMs = Number.POSITIVE_INFINITY, signal = undefined as AbortSignal | undefined } = {},
  ) =>
    limiter.acquire(new CallScope(clock, deadlineMs, signal), cost).then(
      () => ends.push([name, clock.now()]),
      (error: { code: string; retryAfterMs?: number }) => ends.push([name, error.code, error.retryAfterMs]),
    );
  return { clock, limiter, ends, come };
}

describe('RateLimiter', () => {
  it.each([0, 11, 1.5, Number.NaN])('refuses a cost of %s where 10 is the most', async (cost) => {
    const { clock, limiter } = setUp();
    expect(() => limiter.tryAcquire(cost)).toThrow(/^Option cost is .+: give a whole number from 1 to 10\./);
    await expect(limiter.acquire(new CallScope(clock, 1, undefined), cost)).rejects.toBeInstanceOf(OptionError);
  });

  it.each([-1, 0.5, Number.NaN])('refuses %s as what was spent, and as a bound of the queue', (number) => {
    const { limiter } = setUp();
    const permit = limiter.tryAcquire();
    expect(() => limiter.reconcile(permit as NonNullable<typeof permit>, number)).toThrow('Option actual');
    expect(() => setUp({ maxQueued: number })).toThrow('Option maxQueued');
  });

  it('admits to the very limit at once, and the others in order when it is time, not before', async () => {
    const { clock, limiter, ends, come } = setUp();
    await come('a', 6);
    await clock.advance(40);
    await come('b', 4);
    void come('c', 7);
    void come('d');
    expect([limiter.queued, clock.pending]).toEqual([2, 1]);
    await clock.advance(99);
    expect(ends).toEqual([
      ['a', 0],
      ['b', 40],
    ]);
    await clock.advance(1);
    expect(ends.slice(2)).toEqual([
      ['c', 140],
      ['d', 140],
    ]);
    expect(limiter.queued).toBe(0);
  });

  it('lets nobody overtake, though there were room for the cheaper one', async () => {
    const { clock, limiter, ends, come } = setUp();
    await come('a', 9);
    void come('dear', 5);
    void come('cheap', 1);
    expect(limiter.tryAcquire(1)).toBeUndefined();
    await clock.advance(99);
    expect(ends).toEqual([['a', 0]]);
    await clock.advance(1);
    expect(ends.slice(1)).toEqual([
      ['dear', 100],
      ['cheap', 100],
    ]);
  });

  it('goes on with the next at once when the first in line cancels', async () => {
    const { clock, ends, come } = setUp();
    const controller = new AbortController();
    await come('a', 9);
    void come('dear', 5, { signal: controller.signal });
    void come('cheap', 1);
    controller.abort();
    await clock.advance(0);
    expect(ends).toEqual([
      ['a', 0],
      ['dear', 'EVK_CANCELLED', undefined],
      ['cheap', 0],
    ]);
  });

  it('leaves no timer when all who waited have gone', async () => {
    const clock = new FakeClock(0);
    const limiter = new RateLimiter({ rule: new TokenBucket({ limit: 1, windowMs: 1_000 }), clock });
    const controller = new AbortController();
    await limiter.execute(() => {});
    const waiting = limiter.execute(() => {}, controller.signal);
    await clock.advance(0);
    expect(clock.pending).toBe(1);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(clock.pending).toBe(0);
  });

  it('refuses at once above maxQueued, and says when those before it will be through', async () => {
    const { clock, ends, come } = setUp({ maxQueued: 1 });
    await come('a', 4);
    await clock.advance(30);
    await come('b', 6);
    void come('c', 4);
    await come('d', 1);
    expect(ends.slice(2)).toEqual([['d', 'EVK_RATE_LIMITED', 100]]);
  });

  it('counts neither those who gave up nor those who are through among those before', async () => {
    const { clock, ends, come } = setUp({ maxQueued: 1 });
    const controller = new AbortController();
    await come('a', 4);
    await clock.advance(30);
    await come('b', 6);
    void come('gives up', 9, { signal: controller.signal });
    controller.abort();
    void come('goes through', 3);
    await clock.advance(70);
    void come('waits', 4);
    await come('d', 1);
    // 3 of 10 were spent at 100, 6 at 30: the latter leave at 130.
    expect(ends.at(-1)).toEqual(['d', 'EVK_RATE_LIMITED', 30]);
  });

  it('spends nothing on a call that is over already', async () => {
    const { limiter, ends, come } = setUp();
    await come('a', 10, { signal: AbortSignal.abort() });
    expect(ends).toEqual([['a', 'EVK_CANCELLED', undefined]]);
    expect(limiter.tryAcquire(10)).toBeDefined();
  });

  it.each([
    { deadlineMs: 99, end: ['b', 'EVK_RATE_LIMITED', 100] },
    { deadlineMs: 101, end: ['b', 100] },
  ])('with a deadline after $deadlineMs ms ends with $end', async ({ deadlineMs, end }) => {
    const { clock, ends, come } = setUp();
    await come('a', 10);
    const waiting = come('b', 1, { deadlineMs });
    await clock.advance(0);
    expect(ends).toHaveLength(deadlineMs < 100 ? 2 : 1);
    await clock.advance(100);
    await waiting;
    expect(ends[1]).toEqual(end);
  });

  it('ends a wait behind others at its deadline', async () => {
    const { clock, limiter, ends, come } = setUp();
    await come('a', 10);
    void come('b', 10);
    void come('c', 10, { deadlineMs: 150 });
    await clock.advance(150);
    expect(ends.slice(1)).toEqual([
      ['b', 100],
      ['c', 'EVK_DEADLINE_EXCEEDED', undefined],
    ]);
    expect(limiter.queued).toBe(0);
  });

  it('lets who waits go on with what a response turns out not to have cost', async () => {
    const { clock, limiter, ends, come } = setUp();
    const permit = limiter.tryAcquire(10);
    void come('b', 3);
    await clock.advance(20);
    limiter.reconcile(permit as NonNullable<typeof permit>, 7);
    await clock.advance(0);
    expect(ends).toEqual([['b', 20]]);
  });

  it('waits on when its timer fires early', async () => {
    const clock = new FakeClock(0);
    const early = {
      now: () => clock.now(),
      setTimeout: (fn: () => void, delayMs: number) => clock.setTimeout(fn, delayMs > 10 ? delayMs - 10 : delayMs),
    };
    const { ends, come } = setUp({ clock: early });
    const waits = [come('a', 10), come('b', 1)];
    await clock.runUntil(Promise.all(waits));
    expect(clock.now()).toBe(100);
    expect(ends).toHaveLength(2);
  });

  it('gives the permit back of a call that is cancelled just as it gets it', async () => {
    const { limiter } = setUp();
    const controller = new AbortController();
    const all = limiter.tryAcquire(10);
    const cancelled = limiter.execute(() => 'sent', controller.signal);
    limiter.reconcile(all as NonNullable<typeof all>, 0);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(limiter.tryAcquire(10)).toBeDefined();
  });

  it('settles every waiter once, in order, none early and none left behind', async () => {
    const cases = [fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 30 }), fc.nat()] as const;
    await fc.assert(
      fc.asyncProperty(...cases, async (limit, calls, seed) => {
        const clock = new FakeClock();
        const random = seededRandom(seed);
        const rule = new SlidingWindow({ limit, windowMs: 100 });
        const limiter = new RateLimiter({ rule, clock });
        const admitted: { index: number; atMs: number; cost: number }[] = [];
        let settled = 0;
        let arrivals = 0;
        const run = async (): Promise<void> => {
          await new Promise<void>((resolve) => clock.setTimeout(resolve, random() * 200));
          const index = arrivals++;
          const cost = 1 + Math.floor(random() * limit);
          const controller = new AbortController();
          if (random() < 0.3) clock.setTimeout(() => controller.abort(), random() * 300);
          await limiter
            .acquire(new CallScope(clock, 100 + random() * 2_000, controller.signal), cost)
            .then(
              ({ atMs }) => admitted.push({ index, atMs, cost }),
              (error: unknown) =>
                expect(error).toMatchObject({
                  code: expect.stringMatching(/^EVK_(CANCELLED|DEADLINE_EXCEEDED|RATE_LIMITED)$/),
                }),
            )
            .finally(() => {
              settled += 1;
            });
        };
        await clock.runUntil(Promise.all(Array.from({ length: calls }, run)));
        expect([settled, limiter.queued]).toEqual([calls, 0]);
        expect(admitted.map(({ index }) => index)).toEqual(admitted.map(({ index }) => index).sort((a, b) => a - b));
        for (const { atMs } of admitted) {
          const inWindow = admitted.filter((call) => call.atMs >= atMs && call.atMs < atMs + 100);
          expect(inWindow.reduce((total, { cost }) => total + cost, 0)).toBeLessThanOrEqual(limit);
        }
      }),
      runs(),
    );
  });
});

describe('a cost by itself', () => {
  it.each<[what: string, actual: ((tokens: number) => number) | undefined, left: number]>([
    ['the estimate stays without a measure', undefined, 2],
    ['what it came to is spent', (tokens) => tokens, 7],
    ['it may be more than was taken', () => 9, 1],
    [
      'a measure that throws leaves the estimate',
      () => {
        throw new Error('no usage');
      },
      2,
    ],
    ['so does one that is no whole number', () => 0.5, 2],
    ['and a negative one', () => -1, 2],
  ])('%s', async (_what, actual, left) => {
    const { limiter } = setUp();
    expect(await limiter.withCost(8, actual).execute(() => 3)).toBe(3);
    expect(limiter.tryAcquire(left)).toBeDefined();
    expect(limiter.tryAcquire()).toBeUndefined();
  });

  it('of a call that fails is the estimate, and of one that is cancelled before it is made nothing', async () => {
    const { limiter } = setUp();
    await expect(limiter.withCost(4, () => 1).execute(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    await expect(limiter.withCost(4).execute(() => 1, AbortSignal.abort())).rejects.toMatchObject({
      code: 'EVK_CANCELLED',
    });
    expect(limiter.tryAcquire(6)).toBeDefined();
    expect(limiter.tryAcquire()).toBeUndefined();
    expect(() => limiter.withCost(11)).toThrow('Option cost is 11: give a whole number from 1 to 10.');
  });
});
