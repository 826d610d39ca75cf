import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { OptionError } from '../../errors/errors.ts';
import { FakeClock, seededRandom } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { Bulkhead } from './bulkhead.ts';

const scope = (signal?: AbortSignal) => new CallScope(new FakeClock(), 1_000, signal);

describe('Bulkhead', () => {
  it.each([{ limit: 0 }, { limit: 1.5 }, { limit: Number.NaN }, { limit: 1, maxQueued: -1 }])(
    'refuses %o',
    (options) => {
      expect(() => new Bulkhead(options)).toThrow(OptionError);
    },
  );

  it('hands slots over in order of arrival, and nobody overtakes', async () => {
    const bulkhead = new Bulkhead({ limit: 1 });
    const order: string[] = [];
    expect(bulkhead.tryAcquire()).toBe(true);
    const all = ['a', 'b', 'c'].map((name) => bulkhead.acquire(scope()).then(() => order.push(name)));
    bulkhead.release();
    expect(bulkhead.tryAcquire()).toBe(false);
    await all[0];
    expect(order).toEqual(['a']);
    bulkhead.release();
    bulkhead.release();
    await Promise.all(all);
    expect(order).toEqual(['a', 'b', 'c']);
    bulkhead.release();
    expect(bulkhead.inFlight).toBe(0);
  });

  it('refuses at once above maxQueued', async () => {
    const bulkhead = new Bulkhead({ limit: 1, maxQueued: 1 });
    await bulkhead.acquire(scope());
    void bulkhead.acquire(scope());
    await expect(bulkhead.acquire(scope())).rejects.toMatchObject({
      code: 'EVK_BULKHEAD_FULL',
      message: expect.stringMatching(/^1 calls are in flight and 1 wait\./),
    });
    expect(bulkhead.queued).toBe(1);
  });

  it('gives the place of one that cancels to the next', async () => {
    const bulkhead = new Bulkhead({ limit: 1, maxQueued: 2 });
    const controller = new AbortController();
    await bulkhead.acquire(scope());
    const cancelled = bulkhead.acquire(scope(controller.signal));
    const next = bulkhead.acquire(scope());
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(bulkhead.queued).toBe(1);
    bulkhead.release();
    await expect(next).resolves.toBeUndefined();
  });

  it('hands slots to the higher priority first', async () => {
    const bulkhead = new Bulkhead({ limit: 1 });
    const order: string[] = [];
    bulkhead.tryAcquire();
    const wait = (name: string, priority?: number) => bulkhead.acquire(scope(), priority).then(() => order.push(name));
    const all = [wait('low', -1), wait('default'), wait('high', 1)];
    for (const _ of all) bulkhead.release();
    await Promise.all(all);
    expect(order).toEqual(['high', 'default', 'low']);
  });

  it.each([0.5, Number.NaN])('refuses a priority of %s', async (priority) => {
    const bulkhead = new Bulkhead({ limit: 1 });
    await expect(bulkhead.acquire(scope(), priority)).rejects.toThrow('Option priority');
    expect(bulkhead.inFlight).toBe(0);
  });

  it('admits those who wait at once when its limit is raised', async () => {
    const bulkhead = new Bulkhead({ limit: 1 });
    await bulkhead.acquire(scope());
    const all = [1, 2, 3].map(() => bulkhead.acquire(scope()));
    bulkhead.setLimit(3);
    expect([bulkhead.limit, bulkhead.inFlight, bulkhead.queued]).toEqual([3, 3, 1]);
    await Promise.all(all.slice(0, 2));
    bulkhead.setLimit(9);
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([4, 0]);
    expect(bulkhead.tryAcquire()).toBe(true);
  });

  it('lets what is in flight finish when its limit is lowered, and admits nobody until there is room', async () => {
    const bulkhead = new Bulkhead({ limit: 3 });
    for (const _ of [1, 2, 3]) bulkhead.tryAcquire();
    const waiting = bulkhead.acquire(scope());
    bulkhead.setLimit(1);
    const seen: number[][] = [];
    for (const _ of [1, 2, 3]) {
      bulkhead.release();
      seen.push([bulkhead.inFlight, bulkhead.queued]);
    }
    expect(seen).toEqual([
      [2, 1],
      [1, 1],
      [1, 0],
    ]);
    await waiting;
    bulkhead.release();
    expect(bulkhead.inFlight).toBe(0);
  });

  it('admits nobody under a limit of 0 until it is raised', async () => {
    const bulkhead = new Bulkhead({ limit: 1 });
    bulkhead.tryAcquire();
    bulkhead.setLimit(0);
    const waiting = bulkhead.acquire(scope());
    bulkhead.release();
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([0, 1]);
    bulkhead.setLimit(1);
    await waiting;
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([1, 0]);
  });

  it.each([-1, 1.5, Number.NaN])('refuses %s as its new limit, and keeps the old one', (limit) => {
    const bulkhead = new Bulkhead({ limit: 2 });
    expect(() => bulkhead.setLimit(limit)).toThrow(OptionError);
    expect(bulkhead.limit).toBe(2);
  });

  it('runs what it guards and frees the slot, however that ends', async () => {
    const bulkhead = new Bulkhead({ limit: 1 });
    expect(await bulkhead.execute(() => 5)).toBe(5);
    const broken = bulkhead.execute(() => {
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(bulkhead.inFlight).toBe(0);
  });

  it('never runs more than its limit, never loses a slot, and leaves none waiting beside a free one', async () => {
    const cases = [fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30 }), fc.nat()] as const;
    await fc.assert(
      fc.asyncProperty(...cases, async (limit, calls, seed) => {
        const clock = new FakeClock();
        const random = seededRandom(seed);
        const bulkhead = new Bulkhead({ limit, clock });
        let running = 0;
        const run = async (): Promise<void> => {
          const controller = new AbortController();
          if (random() < 0.3) clock.setTimeout(() => controller.abort(), random() * 50);
          await bulkhead
            .execute(async () => {
              running += 1;
              expect(running).toBeLessThanOrEqual(limit);
              await new Promise<void>((resolve) => clock.setTimeout(resolve, random() * 20));
              running -= 1;
            }, controller.signal)
            .catch((error: unknown) => expect(error).toMatchObject({ code: 'EVK_CANCELLED' }));
        };
        await clock.runUntil(Promise.all(Array.from({ length: calls }, run)));
        expect([bulkhead.inFlight, bulkhead.queued]).toEqual([0, 0]);
      }),
      runs(),
    );
  });
});

describe('a bulkhead whose limit changes', () => {
  it('never admits one above the limit of that moment, and loses and strands none', async () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant('come' as const), value: fc.integer({ min: -2, max: 2 }) }),
      fc.record({ act: fc.constant('go' as const), value: fc.constant(0) }),
      fc.record({ act: fc.constant('limit' as const), value: fc.integer({ min: 1, max: 5 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const bulkhead = new Bulkhead({ limit: 2 });
        let [came, admitted, gone] = [0, 0, 0];
        const go = (): void => {
          gone += 1;
          bulkhead.release();
        };
        for (const { act, value } of steps) {
          const before = bulkhead.inFlight;
          if (act === 'limit') bulkhead.setLimit(value);
          else if (act === 'go' && before > 0) go();
          else if (act === 'come') {
            came += 1;
            void bulkhead.acquire(scope(), value).then(() => {
              admitted += 1;
            });
          }
          expect(bulkhead.inFlight).toBeLessThanOrEqual(Math.max(before, bulkhead.limit));
          if (bulkhead.queued > 0) expect(bulkhead.inFlight).toBeGreaterThanOrEqual(bulkhead.limit);
        }
        while (bulkhead.inFlight > 0) go();
        await new FakeClock().advance(0);
        expect([admitted, gone, bulkhead.queued]).toEqual([came, came, 0]);
      }),
      runs(),
    );
  });
});

it('by itself serves a higher priority first, over the same slots', async () => {
  const bulkhead = new Bulkhead({ limit: 1 });
  const urgent = bulkhead.withPriority(5);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const run = (policy: Pick<Bulkhead, 'execute'>, name: string) =>
    policy.execute(() => {
      order.push(name);
      return first.promise;
    });
  const all = [run(bulkhead, 'first'), run(bulkhead, 'plain'), run(urgent, 'urgent')];
  await new FakeClock().advance(0);
  expect([bulkhead.inFlight, bulkhead.queued]).toEqual([1, 2]);
  first.resolve();
  await Promise.all(all);
  expect(order).toEqual(['first', 'urgent', 'plain']);
  expect(bulkhead.inFlight).toBe(0);
  expect(() => bulkhead.withPriority(0.5)).toThrow('Option priority is 0.5');
});
