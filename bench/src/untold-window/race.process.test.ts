import { expect, it } from 'vitest';
import { windowRows } from './contestants/index.ts';
import { windowPlanFor } from './plan.ts';
import { runWindowRound } from './race.ts';

/** Few calls and short windows, of which one must end. */
const plan = {
  ...windowPlanFor({ quick: true, seed: 1 }),
  ...{ calls: 6, admits: 4, windowMs: 250, serviceMs: 1 },
};

it('every contestant makes the calls that it is given, and the pacer none too early', async () => {
  const rows = windowRows.filter(({ said }) => said === 'nothing');
  const order = { plan, seed: 1, rows, onEnded: () => {} };
  const { figures } = await runWindowRound(order, AbortSignal.timeout(50_000));
  for (const row of rows) {
    const { name, part } = row.contestant;
    const { lost, admitted, errors, refused, refusedLater } = figures.get(row) ?? {};
    expect({ name, lost, admitted, errors }).toEqual({ name, lost: 0, admitted: 6, errors: {} });
    if (part === 'best') expect([refused, refusedLater]).toEqual([0, 0]);
  }
}, 60_000);
