import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallScope } from '../call-scope.ts';
import { OptionError } from '../errors.ts';
import { FakeClock, seededRandom } from '../testing/index.ts';
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
    );
  });
});
