import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs, TIMEOUT_MS } from '../../toolkit/properties/runs.ts';
import { type History, histories, Members, play, type Step } from '../../toolkit/properties/share-histories.ts';
import { ask, CYCLE_MS, LEASED_MS, POOL, TOTAL, timesOf } from '../../toolkit/src/coordination/exchange.fixture.ts';
import type { PoolRequest } from '../../toolkit/src/coordination/protocol.ts';
import { RedisStore } from '../../toolkit/src/coordination/redis/store.ts';

/* Processes of two versions that share an account, as in a rolling deploy. */

const redisServer = await need('redis-server');
const SETTLE_MS = LEASED_MS + CYCLE_MS;
const exchange = (afterMs: number, member: number): Step => ({
  ...{ act: 'exchange', afterMs, member },
  ...{ want: 0, needs: 0, turn: 0, release: 0, stoodStill: false },
});
/** A member heard of the other build only once the store had been away, and went on as before for another lease. */
const late: History = {
  total: 2,
  quietMs: 0,
  steps: [
    exchange(0, 0),
    exchange(0, 3),
    exchange(3_502, 0),
    exchange(1_234, 3),
    exchange(267, 3),
    { act: 'pause', afterMs: 2_003, member: 0, forMs: 0 },
  ],
};
/** A member was taken to have gone on while the store was away, and had not heard of the other build. */
const revived: History = {
  total: 6,
  quietMs: 0,
  steps: [exchange(0, 3), exchange(0, 0), exchange(722, 0), exchange(3_933, 1), exchange(348, 0), exchange(2_003, 3)],
};
/** Redis has run for so long that nothing of an earlier state can be in use. */
const QUIET_S = 3_600;

describe.skipIf(redisServer.missing)(`builds of different protocols${redisServer.because}`, () => {
  let redis: Redis;
  let stores: [older: RedisStore, newer: RedisStore];
  beforeAll(async () => {
    redis = await obtainRedis('server');
    const store = (protocol: number) => new RedisStore(redis.url as string, { timeoutMs: 5_000, protocol });
    stores = [store(3), store(4)];
  });
  afterAll(async () => {
    for (const store of stores) store.close();
    await redis.stop();
  });

  it('together never have more than the limit, whatever happens to whom', { timeout: TIMEOUT_MS }, async () => {
    let account = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        account += 1;
        const members = new Members(history.total, { shrinks: true });
        for (const { nowMs, request, hear } of play(history, members)) {
          const store = stores[Number(request.member[1]) % 2] as RedisStore;
          hear(await store.exchange(`builds-${account}`, request, nowMs, QUIET_S));
          expect(members.inUse(nowMs)).toBeLessThanOrEqual(history.total);
        }
      }),
      runs({ numRuns: 150, examples: [[late], [revived]] }),
    );
  });

  it('have parts by the number of their processes', async () => {
    const startMs = 1_767_225_600_000;
    const exchange = async (build: 0 | 1, afterMs: number, member: string, held: number) => {
      const request = ask(member, held, TOTAL);
      const reply = await stores[build].exchange('parts', request, startMs + afterMs, QUIET_S);
      const { target = 0, granted = [] } = reply.pools[POOL] ?? {};
      return { members: reply.members, target, granted: timesOf(granted).length };
    };
    expect(await exchange(0, 0, 'a', 0)).toEqual({ members: 1, target: TOTAL, granted: TOTAL });
    // The new build waits until the older one must have shrunk to its part.
    expect(await exchange(1, 10, 'x', 0)).toEqual({ members: 2, target: 0, granted: 0 });
    expect(await exchange(0, 20, 'a', TOTAL)).toEqual({ members: 2, target: TOTAL / 2, granted: 0 });
    expect(await exchange(0, 2_500, 'a', TOTAL / 2)).toMatchObject({ target: TOTAL / 2 });
    expect(await exchange(1, 2_600, 'x', 0)).toMatchObject({ target: 0 });
    expect(await exchange(0, 5_000, 'a', TOTAL / 2)).toMatchObject({ target: TOTAL / 2 });
    expect(await exchange(1, 10 + SETTLE_MS, 'x', 0)).toMatchObject({ target: TOTAL / 2 });
    // A third process joins the new build: it gets no more before the older one has heard of it.
    expect(await exchange(1, 6_000, 'y', 0)).toEqual({ members: 3, target: 50, granted: 0 });
    // Once the older build is gone, the new one has all.
    expect(await exchange(1, 5_000 + SETTLE_MS, 'x', 0)).toMatchObject({ members: 2, target: TOTAL / 2 });
  });

  it('wait for the part of a short limit no longer because another one is long', async () => {
    const startMs = 1_767_225_600_000;
    const longer = 'rate:longer';
    const targets = async (build: 0 | 1, afterMs: number, member: string) => {
      const request = ask(member, 0, TOTAL);
      const pools = { ...request.pools, [longer]: { ...(request.pools[POOL] as PoolRequest), cycleMs: 20_000 } };
      const reply = await stores[build].exchange('long-and-short', { ...request, pools }, startMs + afterMs, QUIET_S);
      return [POOL, longer].map((name) => reply.pools[name]?.target);
    };
    expect(await targets(0, 0, 'a')).toEqual([TOTAL, TOTAL]);
    expect(await targets(1, 10, 'x')).toEqual([0, 0]);
    const seen = new Map<number, unknown>();
    for (const afterMs of [
      2_000,
      4_000,
      10 + SETTLE_MS,
      8_000,
      10_000,
      12_000,
      14_000,
      16_000,
      18_000,
      20_000,
      22_000,
    ]) {
      expect(await targets(0, afterMs - 5, 'a')).toEqual([TOTAL / 2, TOTAL / 2]);
      seen.set(afterMs, await targets(1, afterMs, 'x'));
    }
    expect(await targets(1, 10 + LEASED_MS + 20_000, 'x')).toEqual([TOTAL / 2, TOTAL / 2]);
    expect([4_000, 10 + SETTLE_MS, 22_000].map((atMs) => seen.get(atMs))).toEqual([
      [0, 0],
      [TOTAL / 2, 0],
      [TOTAL / 2, 0],
    ]);
  });
});
