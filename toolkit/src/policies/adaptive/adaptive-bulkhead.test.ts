import { handleAll, retry, wrap } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { EvenkeelError, OptionError } from '../../errors/errors.ts';
import { FakeClock, seededRandom } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { RetryPolicy } from '../retry/retry-policy.ts';
import { AdaptiveBulkhead, type AdaptiveBulkheadOptions } from './adaptive-bulkhead.ts';

const throttled = new EvenkeelError('EVK_THROTTLED', 'Too many.', { retryAfterMs: 1_000 });

function make(options: AdaptiveBulkheadOptions = {}) {
  const clock = new FakeClock(0);
  const changes: number[][] = [];
  const onLimitChange = (limit: number, previous: number) => changes.push([previous, limit]);
  return { clock, changes, bulkhead: new AdaptiveBulkhead({ clock, onLimitChange, ...options }) };
}

const fail = (error: unknown) => () => Promise.reject(error);
const outcomeOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

describe('AdaptiveBulkhead', () => {
  it.each([{ maxQueued: -1 }, { initial: 0 }, { latencyTolerance: 0 }])('refuses %o', (options) => {
    expect(() => new AdaptiveBulkhead(options)).toThrow(OptionError);
  });

  it('queues what is above its limit, the higher priority first, and refuses above maxQueued', async () => {
    const { clock, bulkhead } = make({ initial: 2, max: 2, maxQueued: 3 });
    const scope = new CallScope(clock, Number.POSITIVE_INFINITY, undefined);
    const order: string[] = [];
    const come = async (name: string, priority?: number): Promise<void> => {
      await bulkhead.acquire(scope, priority);
      order.push(name);
      clock.setTimeout(() => bulkhead.release(), 10);
    };
    const all = Promise.all([come('a'), come('b'), come('low', -1), come('default'), come('high', 1)]);
    expect([bulkhead.limit, bulkhead.inFlight, bulkhead.queued]).toEqual([2, 2, 3]);
    expect(bulkhead.tryAcquire()).toBe(false);
    await expect(bulkhead.execute(() => 1)).rejects.toMatchObject({ code: 'EVK_BULKHEAD_FULL' });
    await clock.runUntil(all);
    await clock.advance(10);
    expect(order).toEqual(['a', 'b', 'high', 'default', 'low']);
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([0, 0]);
  });

  it('has the same slots for calls of another priority', async () => {
    const { clock, bulkhead } = make({ initial: 1, max: 1 });
    expect(() => bulkhead.withPriority(0.5)).toThrow(OptionError);
    const order: string[] = [];
    const run = (name: string) => async (): Promise<void> => {
      order.push(name);
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
    };
    const urgent = bulkhead.withPriority(1);
    const all = [bulkhead.execute(run('a')), bulkhead.execute(run('b')), urgent.execute(run('urgent'))];
    await clock.runUntil(Promise.all(all));
    expect(order).toEqual(['a', 'urgent', 'b']);
  });

  it('admits one more of those who wait when a success raises its limit', async () => {
    const { clock, bulkhead, changes } = make({ initial: 1, max: 5 });
    const running: (() => void)[] = [];
    const all = Array.from({ length: 4 }, () =>
      bulkhead.execute(() => new Promise<void>((done) => running.push(done))),
    );
    await clock.advance(0);
    expect(running).toHaveLength(1);
    running[0]?.();
    await clock.advance(0);
    expect([running.length, bulkhead.limit, bulkhead.inFlight, bulkhead.queued]).toEqual([3, 2, 2, 1]);
    expect(changes).toEqual([[1, 2]]);
    for (const done of running) done();
    await clock.advance(0);
    for (const done of running) done();
    await Promise.all(all);
  });

  it('admits nobody after a refusal until what is in flight is below the lower limit', async () => {
    const { clock, bulkhead, changes } = make({ initial: 10, ceilings: [5, 10] });
    const running: PromiseWithResolvers<void>[] = [];
    const calls = Array.from({ length: 20 }, () =>
      outcomeOf(
        bulkhead.execute(() => {
          const call = Promise.withResolvers<void>();
          running.push(call);
          return call.promise;
        }),
      ),
    );
    await clock.advance(0);
    for (const at of [9, 8, 7]) {
      running[at]?.reject(throttled);
      await clock.advance(0);
    }
    expect(changes).toEqual([[10, 5]]);
    expect([running.length, bulkhead.inFlight]).toEqual([10, 7]);
    for (const at of [0, 1]) running[at]?.resolve();
    await clock.advance(0);
    expect([running.length, bulkhead.inFlight]).toEqual([10, 5]);
    running[2]?.resolve();
    await clock.advance(0);
    expect([running.length, bulkhead.inFlight]).toEqual([11, 5]);
    for (let at = 0; at < running.length; at += 1) {
      running[at]?.resolve();
      await clock.advance(0);
    }
    await Promise.all(calls);
  });
});

describe('what a call says of the ceiling', () => {
  class TooMany extends Error {}
  const isThrottled = (error: unknown): boolean => error instanceof TooMany;
  const broken = (): never => {
    throw new Error('broken');
  };
  it.each([
    { name: 'a throttled call', fn: fail(throttled), limit: 4 },
    { name: 'a local refusal', fn: fail(new EvenkeelError('EVK_BULKHEAD_FULL', 'Full.')), limit: 8 },
    { name: "an upstream's error", fn: fail(new EvenkeelError('EVK_UPSTREAM_ERROR', 'Down.')), limit: 8 },
    { name: 'a time-out', fn: fail(new EvenkeelError('EVK_ATTEMPT_TIMEOUT', 'Late.')), limit: 8 },
    { name: 'any other error', fn: fail(new Error('odd')), limit: 8 },
    { name: 'a success', fn: () => 1, limit: 9 },
    { name: 'what isThrottled says is', fn: fail(new TooMany()), isThrottled, limit: 4 },
    { name: 'what isThrottled says is not', fn: fail(throttled), isThrottled, limit: 8 },
    { name: 'an error that isThrottled breaks at', fn: fail(throttled), isThrottled: broken, limit: 8 },
    {
      name: 'a local refusal, whatever isThrottled says',
      fn: fail(new EvenkeelError('EVK_CIRCUIT_OPEN', 'Open.')),
      isThrottled: () => true,
      limit: 8,
    },
  ])('$name: the limit of 8 becomes $limit', async ({ fn, limit, name: _name, ...options }) => {
    const { bulkhead } = make({ initial: 8, ...options });
    const hold = Array.from({ length: 7 }, () => bulkhead.tryAcquire());
    expect(hold).not.toContain(undefined);
    const expected = await outcomeOf((async () => fn())());
    expect(await outcomeOf(bulkhead.execute(fn))).toBe(expected);
    expect(bulkhead.inFlight).toBe(7);
    expect(bulkhead.limit).toBe(limit);
  });

  it('nothing, where the caller ended it', async () => {
    const { bulkhead, changes } = make();
    const controller = new AbortController();
    const call = bulkhead.execute(async () => {
      controller.abort();
      throw throttled;
    }, controller.signal);
    await expect(call).rejects.toBe(throttled);
    await expect(bulkhead.execute(() => 1, controller.signal)).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect([changes, bulkhead.inFlight]).toEqual([[], 0]);
  });

  it('is not changed by a listener that throws', async () => {
    const { bulkhead } = make({
      onLimitChange: () => {
        throw new Error('listener');
      },
    });
    await expect(bulkhead.execute(fail(throttled))).rejects.toBe(throttled);
    expect(bulkhead.inFlight).toBe(0);
  });
});

describe('around attempts, inside a retry', () => {
  it("goes into cockatiel's wrap", async () => {
    const { bulkhead, changes } = make({ initial: 8 });
    const errors: unknown[] = [throttled, new Error('odd')];
    const policy = wrap(retry(handleAll, { maxAttempts: 2 }), bulkhead);
    const call = policy.execute(() => {
      if (errors.length > 0) throw errors.shift();
      return 'done';
    });
    await expect(call).resolves.toBe('done');
    expect(changes).toEqual([[8, 4]]);
  });

  it('finds a ceiling that falls, and loses no call', async () => {
    const clock = new FakeClock(0);
    const random = seededRandom(7);
    const bulkhead = new AdaptiveBulkhead({ ceilings: [4, 12, 40], clock });
    const backoff = { kind: 'uniform', minMs: 1_000, maxMs: 2_000 } as const;
    const policy = wrap(new RetryPolicy({ maxAttempts: 4, backoff, handle: handleAll, clock, random }), bulkhead);
    const seen = { done: 0, refused: 0, atServer: 0 };
    const limits: number[] = [];
    const serve = async (): Promise<void> => {
      if (seen.atServer >= (seen.done < 400 ? 12 : 4)) {
        seen.refused += 1;
        throw throttled;
      }
      seen.atServer += 1;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 50 + 100 * random()));
      seen.atServer -= 1;
      seen.done += 1;
      limits.push(bulkhead.limit);
    };
    await clock.runUntil(Promise.all(Array.from({ length: 800 }, () => policy.execute(serve))));
    expect(seen.done).toBe(800);
    expect(seen.refused).toBeLessThan(16);
    const average = (part: number[]): number => part.reduce((sum, each) => sum + each) / part.length;
    expect(average(limits.slice(200, 400))).toBeCloseTo(12, 0);
    expect(average(limits.slice(600))).toBeCloseTo(4, 0);
  });
});
