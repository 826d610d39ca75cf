import { expect, it } from 'vitest';
import { sdkPlanFor } from '../plan.ts';
import { fateOf } from './mishap.ts';

const plan = sdkPlanFor({ quick: false, seed: 1 });
const fates = (served: number, count = 20_000) =>
  Array.from({ length: count }, (_, call) => fateOf(plan, call, served));

it('lets as many fail as planned, in each way, half of them done', () => {
  const mishaps = fates(0).flatMap(({ mishap }) => mishap ?? []);
  expect(mishaps.length / 20_000).toBeCloseTo(plan.failing, 2);
  for (const how of ['500', '503', 'reset']) {
    const share = mishaps.filter((each) => each.how === how).length / mishaps.length;
    expect([how, Math.abs(share - 1 / 3) < 0.1]).toEqual([how, true]);
  }
  const done = mishaps.filter((each) => each.done).length / mishaps.length;
  expect(Math.abs(done - 0.5)).toBeLessThan(0.1);
});

it('is the same for every client, and another with another seed', () => {
  expect(fates(0, 1_000)).toEqual(fates(0, 1_000));
  const others = Array.from({ length: 1_000 }, (_, call) => fateOf({ ...plan, seed: 2 }, call, 0));
  expect(others).not.toEqual(fates(0, 1_000));
});

it('lets no call fail more than twice', () => {
  const always = { ...plan, failing: 1 };
  expect([0, 1, 2, 3].map((served) => fateOf(always, 7, served).mishap !== undefined)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('serves within its times', () => {
  const times = fates(0, 2_000).map(({ serviceMs }) => serviceMs);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(plan.service.leastMs);
  expect(Math.max(...times)).toBeLessThanOrEqual(plan.service.mostMs);
});
