import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { AnswerCache } from './answer-cache.ts';

function setUp() {
  const clock = new FakeClock();
  const cache = new AnswerCache<number>({ ttlMs: 1_000, minIntervalMs: 100, clock });
  let asked = 0;
  const ask = async (): Promise<number> => {
    asked += 1;
    const mine = asked;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
    if (mine === 3) throw new Error('third');
    return mine;
  };
  return { clock, cache, ask };
}

describe('AnswerCache', () => {
  it.each([
    ['within its time', 999, false, 1],
    ['after it', 1_000, false, 2],
    ['when a newer one is asked for', 500, true, 2],
    ['when a newer one is asked for too soon', 99, true, 1],
  ])('%s an answer of %d ms is kept or not', async (_what, ageMs, refresh, expected) => {
    const { clock, cache, ask } = setUp();
    expect(await clock.runUntil(cache.get('q', ask))).toBe(1);
    await clock.advance(ageMs - 10);
    expect(await clock.runUntil(cache.get('q', ask, { refresh }))).toBe(expected);
  });

  it('asks once for all who ask at once, and apart for another question', async () => {
    const { clock, cache, ask } = setUp();
    const all = Promise.all([cache.get('a', ask), cache.get('a', ask, { refresh: true }), cache.get('b', ask)]);
    expect(await clock.runUntil(all)).toEqual([1, 1, 2]);
  });

  it('tells a failure to all who wait for it, and asks again afterwards', async () => {
    const { clock, cache, ask } = setUp();
    await clock.runUntil(Promise.all([cache.get('a', ask), cache.get('b', ask)]));
    const failing = Promise.allSettled([cache.get('c', ask), cache.get('c', ask)]);
    expect((await clock.runUntil(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await clock.runUntil(cache.get('c', ask))).toBe(4);
  });

  it("ends one's wait by its signal, and not the others'", async () => {
    const { clock, cache, ask } = setUp();
    const controller = new AbortController();
    const cancelled = cache.get('q', ask, { signal: controller.signal });
    const patient = cache.get('q', ask);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(await clock.runUntil(patient)).toBe(1);
    await expect(cache.get('q', ask, { signal: controller.signal })).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
  });
});
