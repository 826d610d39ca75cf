import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examples } from '../../toolkit/properties/no-token-has-two-holders.examples.ts';
import { runs, TIMEOUT_MS } from '../../toolkit/properties/runs.ts';
import { type History, histories, play } from '../../toolkit/properties/share-histories.ts';
import { type AccountState, newAccount } from '../../toolkit/src/coordination/account-state.ts';
import { exchange } from '../../toolkit/src/coordination/exchange.ts';
import type { ExchangeRequest } from '../../toolkit/src/coordination/protocol.ts';
import { RedisStore } from '../../toolkit/src/coordination/redis/store.ts';
import { amountOf } from '../../toolkit/src/policies/rate/token-ledger.ts';

const redisServer = await need('redis-server');

describe.skipIf(redisServer.missing)(`the script in Redis${redisServer.because}`, () => {
  let redis: Redis;
  let store: RedisStore;
  beforeAll(async () => {
    redis = await obtainRedis('server');
    store = new RedisStore(redis.url as string, { timeoutMs: 5_000 });
  });
  afterAll(async () => {
    store.close();
    await redis.stop();
  });

  it('does what exchange() does, whatever happens to whom', { timeout: TIMEOUT_MS }, async () => {
    let account = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        account += 1;
        const quietS = Math.round(history.quietMs / 1_000);
        let state: AccountState | undefined;
        for (const { nowMs, request: asked, hear } of play(history)) {
          const request = withAnotherPool(asked);
          state ??= newAccount(nowMs, quietS * 1_000);
          const reply = exchange(state, nowMs, request);
          expect(rounded(await store.exchange(`twin-${account}`, request, nowMs, quietS))).toEqual(rounded(reply));
          hear(reply);
        }
      }),
      runs({ numRuns: 150, examples: examples.map((history): [History] => [history]) }),
    );
  });

  it.each([0, 100])('settles a window of a day as exchange() does, where its first member holds %i', async (held) => {
    const account = `day-${held}`;
    let state: AccountState | undefined;
    for (let atMs = 0, holds = held; atMs < 80_000; atMs += 1_000) {
      const about = { cycleMs: 86_400_000, want: 300, needs: 0, turn: 0, released: [], epoch: 0 };
      const request = {
        ...{ member: 'a', leaseMs: 3_000, pauses: {}, maxPauseMs: 1_000, lapsed: false, leaves: false },
        pools: { pool: { ...about, total: 300, held: holds } },
      };
      state ??= newAccount(atMs, 0);
      const reply = exchange(state, atMs, request);
      expect(rounded(await store.exchange(account, request, atMs, 0))).toEqual(rounded(reply));
      holds += amountOf(reply.pools.pool?.granted ?? []);
    }
  });

  it('goes by the time of Redis', async () => {
    const pool = { total: 5, cycleMs: 20, held: 0, want: 5, needs: 0, turn: 0, released: [], epoch: 0 };
    const ask = (member: string) => ({
      member,
      leaseMs: 30,
      pools: { pool },
      pauses: {},
      maxPauseMs: 1_000,
      lapsed: false,
      leaves: false,
    });
    const granted = async (member: string) =>
      amountOf((await store.exchange('time', ask(member))).pools.pool?.granted ?? []);
    await expect.poll(() => granted('a'), { interval: 5 }).toBe(5);
    expect(await granted('b')).toBe(0);
    await expect.poll(() => granted('b'), { interval: 10 }).toBe(5);
  });
});

/** A call may wait for two pools; it holds nothing of the other one. */
function withAnotherPool(request: ExchangeRequest): ExchangeRequest {
  const [pool] = Object.values(request.pools);
  if (pool === undefined) return request;
  const other = { ...pool, held: 0, released: [], needs: pool.needs > 10 ? 0 : 2 * pool.needs };
  return { ...request, pools: { other, ...request.pools } };
}

/** Rounds the numbers: Redis writes them with 14 digits, and this process with 17. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, inner) =>
    typeof inner === 'number' ? Math.round(inner * 1e3) / 1e3 : inner,
  );
}
