import { expect, it } from 'vitest';
import { admitted, refused } from './measure.fixture.ts';
import { type AccountEvidence, measureUse } from './measure.ts';
import { loadPlanFor } from './plan.ts';

const plan = loadPlanFor({ quick: true, seed: 1, charges: 'estimate', processes: 1 });
const { amount, refillPerSecond } = plan.limits.tokens;
const call = (number: number) => ({ number, atMs: 0, estimate: 100, actual: 100, process: 0 });
const evidence = (entries: AccountEvidence['entries'], calls = entries.length): AccountEvidence => ({
  plan,
  calls: Array.from({ length: calls }, (_, number) => call(number)),
  atMs: 10_000,
  entries,
  apiLateMs: 0,
});
const none = { made: [], trips: 0, ranMs: 0, lateMs: 0 };

it('counts how calls ended, and refusals for each that was admitted', () => {
  const made = [
    { call: 0, offeredAtMs: 10_000, ok: true },
    { call: 1, offeredAtMs: 10_000, ok: false, error: 'too few' },
    { call: 2, offeredAtMs: 10_000 },
  ];
  const entries = [admitted(0, 10_001, 100), refused(1, 10_002, 1_000), admitted(2, 10_002, 100)];
  expect(measureUse(evidence(entries, 4), { made, trips: 3, ranMs: 6_000, lateMs: 7 })).toMatchObject({
    calls: 4,
    ok: 1,
    lost: 1,
    // The last one was not even offered.
    unfinished: 2,
    admitted: 2,
    refused: 1,
    refusalRatio: 0.5,
    tripsPerCall: 1.5,
    tripsPerSecond: 0.5,
    lateMs: 7,
    errors: { 'too few': 1 },
  });
});

it('tells what was used of all, and of what was given since the bucket was emptied', () => {
  const endMs = 10_000 + plan.loadMs;
  const given = (plan.loadMs * refillPerSecond) / 1_000;
  const entries = [
    admitted(0, 10_000, amount),
    admitted(1, 10_000 + plan.loadMs / 2, given / 4),
    admitted(2, endMs, given / 4),
    // Calls come no more.
    admitted(3, endMs + 1, given),
  ];
  const { used, usedOfAll } = measureUse(evidence(entries), none);
  expect(used).toBeCloseTo(0.5);
  expect(usedOfAll).toBeCloseTo((amount + given / 2) / (amount + given));
});

it('begins when the bucket was emptied, however late that was', () => {
  const half = plan.loadMs / 2;
  const entries = [
    admitted(0, 10_000 + half, amount),
    admitted(1, 10_000 + plan.loadMs, (half * refillPerSecond) / 1_000),
  ];
  expect(measureUse(evidence(entries), none).used).toBeCloseTo(1);
});

it('counts what was left in it then', () => {
  const half = plan.loadMs / 2;
  const given = (half * refillPerSecond) / 1_000;
  const entries = [
    admitted(0, 10_000 + half, amount, { level: amount + 700, charged: amount }),
    admitted(1, 10_000 + plan.loadMs, given),
  ];
  expect(measureUse(evidence(entries), none).used).toBeCloseTo(given / (given + 700));
});

it('tells the part of each build', () => {
  const fleet = { ...plan, processes: 4, builds: 2 };
  const evidenced = evidence([
    admitted(0, 10_000, amount),
    admitted(1, 10_001, 300),
    admitted(2, 10_002, 100),
    admitted(3, 10_003, 100),
  ]);
  const calls = evidenced.calls.map((each, number) => ({ ...each, process: number }));
  expect(measureUse({ ...evidenced, plan: fleet, calls }, none).shares).toEqual([0.2, 0.8]);
});

it('has used nothing where the bucket was never emptied', () => {
  expect(measureUse(evidence([admitted(0, 10_000, 10)]), none)).toMatchObject({
    used: 0,
    worst: null,
    longestWaitMs: 0,
  });
});
