import { expect, it } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { lumpsOf, timesOf } from './exchange.fixture.ts';
import type { ExchangeSchedule } from './exchange-schedule.ts';
import { PoolEntry } from './pool-entry.ts';
import { RatePool } from './rate-pool.ts';

/** A pool of 6 tokens, of which this member has been granted some that it does not want, and that others could use. */
function offered(granted: readonly number[]) {
  const clock = new FakeClock();
  const host = { clock, members: () => 2, usable: () => true, onShort: () => {} };
  const pool = new RatePool('partition', { limit: 6, windowMs: 200, flightMs: 100 }, host);
  const schedule = { paced: true, stopped: false, now: () => {}, soon: () => {} };
  const entry = new PoolEntry(pool, clock, schedule as unknown as ExchangeSchedule);
  const reply = { revoked: false, epoch: 0, target: granted.length, lacking: 0, wanted: 6, recovering: false };
  entry.take({ ...reply, granted: lumpsOf(granted) });
  return { clock, entry };
}

const claimOf = ({ clock, entry }: ReturnType<typeof offered>): [held: number, released: readonly number[]] => {
  const { held, released } = entry.request(clock.now(), false);
  return [held, timesOf(released)];
};

it.each<[string, granted: number[], mayGrow: boolean, claim: ReturnType<typeof claimOf>]>([
  ['keeps to its offer as long as others may hold more', [0], false, [0, [0]]],
  ['takes its offer back, and no token in its place', [0], true, [1, []]],
  ['takes no more than its fair share back of what it offered', [0, 5, 10], true, [1, []]],
  ['offers no more than its fair share', [0, 5, 10], false, [0, [0]]],
])('a member without the store %s', (_what, granted, mayGrow, claim) => {
  const member = offered(granted);
  member.entry.keepFairShare(6, mayGrow);
  expect(claimOf(member)).toEqual(claim);
  member.entry.dispose();
});

it('a token that takes the place of a dropped one rests as long', () => {
  const member = offered([300]);
  // The store does not hear of it.
  expect(claimOf(member)).toEqual([0, [300]]);
  member.entry.keepFairShare(6, true);
  expect([member.entry.pool.held, member.entry.pool.spare]).toEqual([1, 1]);
  const pool = member.entry.pool as RatePool;
  expect(pool.hasRoom()).toBe(false);
  member.entry.dispose();
});

it.each<[string, turn: number, needs: number]>([
  ['needs', 3, 2],
  ['does not need yet, since it waits for another of this member', 0, 0],
])('tells what the next call %s', (_what, turn, needs) => {
  const { clock, entry } = offered([]);
  (entry.pool as RatePool).demand({ waiting: 1, cost: 2, next: 2, turn });
  expect(entry.request(clock.now(), false)).toMatchObject({ want: 2, needs, turn });
  entry.dispose();
});
