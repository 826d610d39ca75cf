import { expect, it } from 'vitest';
import { Fleet, type Joined } from './member.fixture.ts';

const LIMIT = 960_000;
const REFILL_PER_SECOND = 320_000;
const MEAN_COST = 1_000;
const SECONDS = 10;

/** Makes a member call so often a second, and first as often as a full bucket lets it at once. Estimates are wrong. */
function work(fleet: Fleet, joined: Joined, perSecond: number): void {
  const { clock, random } = fleet;
  const call = (): void => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const takes = Math.round(Math.min(10_000, Math.max(10, MEAN_COST * Math.exp(normal - 0.5))));
    void fleet.call(joined, Math.round(takes * 2 ** (2 * random() - 1)), { takes, serviceMs: 300 });
  };
  const next = (): void => {
    call();
    clock.setTimeout(next, (-Math.log(1 - random()) / perSecond) * 1_000);
  };
  for (let n = 0; n < (perSecond * LIMIT) / REFILL_PER_SECOND; n += 1) call();
  next();
}

const even = (): number => 1.3;
/** A quarter of them have most of the work. */
const uneven = (at: number): number => (at % 4 === 0 ? 4.9 : 0.1);

it.each([
  ['the same work', 1, even, 0.02],
  ['the same work', 8, even, 0.1],
  ['the same work', 32, even, 0.2],
  ['uneven work', 8, uneven, 0.1],
  ['uneven work', 32, uneven, 0.3],
])('a shared bucket, %s: %d members use all that flows in', async (_work, count, times, trips) => {
  const fleet = new Fleet({ limit: LIMIT, refillPerSecond: REFILL_PER_SECOND });
  const all = Array.from({ length: count }, () => fleet.join());
  await fleet.clock.advance(3_000);
  all.forEach((one, at) => {
    work(fleet, one, (times(at) * REFILL_PER_SECOND) / MEAN_COST / count);
  });
  await fleet.clock.advance(5_000);
  const so = () => ({
    admitted: fleet.server.admitted,
    trips: fleet.store.trips,
    sent: all.reduce((sum, one) => sum + one.sent, 0),
  });
  const before = so();
  await fleet.clock.advance(SECONDS * 1_000);
  const after = so();
  expect((after.admitted - before.admitted) / (SECONDS * REFILL_PER_SECOND)).toBeGreaterThanOrEqual(0.97);
  expect((after.trips - before.trips) / (after.sent - before.sent)).toBeLessThanOrEqual(trips);
  expect(fleet.server.exceeded).toBe(0);
});

it('a shared bucket of few calls: members hardly ask more often than they renew', async () => {
  const [count, refillPerSecond] = [8, 50_000];
  const fleet = new Fleet({ limit: 3 * refillPerSecond, refillPerSecond });
  const all = Array.from({ length: count }, () => fleet.join());
  await fleet.clock.advance(3_000);
  for (const one of all) work(fleet, one, (1.3 * refillPerSecond) / MEAN_COST / count);
  const before = { admitted: fleet.server.admitted, trips: fleet.store.trips };
  const seconds = 20;
  await fleet.clock.advance(seconds * 1_000);
  expect((fleet.store.trips - before.trips) / seconds / count).toBeLessThanOrEqual(1.2);
  expect((fleet.server.admitted - before.admitted) / (seconds * refillPerSecond)).toBeGreaterThanOrEqual(1);
  expect(fleet.server.exceeded).toBe(0);
});
