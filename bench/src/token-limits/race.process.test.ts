import { expect, it } from 'vitest';
import { entrants } from './contestants/index.ts';
import { callsOf } from './load.ts';
import { loadPlanFor } from './plan.ts';
import { runTokenRound } from './round.ts';

/** A load that takes little from a bucket that is nearly full: nobody has to wait. */
const plan = {
  ...loadPlanFor({ quick: true, seed: 1, charges: 'estimate', processes: 1 }),
  loadMs: 100,
  drainMs: 15_000,
};
const tokens = { amount: 30_000, refillPerSecond: 20_000 };
const light = { ...plan, limits: { requests: { amount: 200, refillPerSecond: 100 }, tokens } };

it('every contestant makes the calls that it is given, and the API sees each', async () => {
  const names = entrants.map(({ name }) => name);
  const order = { plan: light, seed: 1, entrants: names, store: null, onProgress: () => {} };
  const { measured, journal } = await runTokenRound(order, AbortSignal.timeout(50_000));
  const calls = callsOf(light, 1).length;
  expect(calls).toBeGreaterThan(30);
  for (const name of names) expect({ name, ...measured[name] }).toMatchObject({ name, calls, unfinished: 0 });
  for (const account of new Set(journal.map((entry) => entry.account))) {
    const admitted = journal.filter((entry) => entry.account === account && entry.admitted);
    expect(new Set(admitted.map(({ call }) => call)).size).toBe(admitted.length);
  }
}, 60_000);
