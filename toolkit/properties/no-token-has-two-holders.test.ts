import { expect } from 'vitest';
import { type AccountState, newAccount } from '../src/coordination/account-state.ts';
import { POOL, timesOf } from '../src/coordination/exchange.fixture.ts';
import { exchange } from '../src/coordination/exchange.ts';
import { examples } from './no-token-has-two-holders.examples.ts';
import { property } from './runs.ts';
import { histories, Members, play } from './share-histories.ts';

property(
  'no token has two holders, whoever dies, leaves, or does not hear of what it was given',
  histories,
  (history) => {
    const { total, quietMs } = history;
    const members = new Members(total);
    let state: AccountState | undefined;
    for (const { nowMs, request, hear } of play(history, members)) {
      state ??= newAccount(nowMs, quietMs);
      hear(exchange(state, nowMs, request));
      const pool = state.pools[POOL];
      if (pool === undefined) throw new Error('There is no pool.');
      const held = Object.values(pool.holders).reduce((sum, holder) => sum + holder.held, 0);
      // Members may use, by their own leases, no more than the store knows to be theirs.
      let usable = 0;
      for (const [name, untilMs] of members.leaseUntilMs) if (untilMs > nowMs) usable += members.tokensOf(name).length;
      expect(usable).toBeLessThanOrEqual(held);
      // A token that is ready in the pool is in no member's use, not even that of one that was silent for too long.
      const free = timesOf(pool.free);
      const ready = free.filter((at) => at <= nowMs).length;
      expect(ready + members.inUse(nowMs)).toBeLessThanOrEqual(total);
      expect(held + free.length).toBeLessThanOrEqual(total);
      if (nowMs >= pool.settledAtMs) expect(held + free.length).toBe(total);
      expect(free).toEqual(free.toSorted((a, b) => a - b));
    }
  },
  examples,
);
