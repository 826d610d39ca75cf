import { expect, it } from 'vitest';
import { sdkEntrants, sdkOurs } from './contestants/index.ts';
import { sdkPlanFor } from './plan.ts';
import { runEntrant } from './run-entrant.ts';

/** Few calls, of which many fail, and windows that are over soon. */
const plan = {
  ...sdkPlanFor({ quick: true, seed: 1 }),
  ...{ calls: 45, atOnce: 20, failing: 0.3, capMs: 40_000 },
  window: { amount: 30, windowMs: 300 },
};
const limited = () => AbortSignal.timeout(55_000);

it('every contestant makes its calls, the upstream sees each, and ours keeps what does not depend on luck', async () => {
  const run = ({ name }: { name: string }) => runEntrant({ contestant: name, plan }, limited());
  for (const { name, measured, journal } of await Promise.all(sdkEntrants.map(run))) {
    expect({ name, ...measured }).toMatchObject({ name, calls: plan.calls, mixedUp: 0 });
    expect(measured.failed, name).toBeGreaterThan(0);
    expect(new Set(journal.map(({ call }) => call)).size, name).toBe(plan.calls);
    const answers = new Set(journal.filter(({ answer }) => answer === 'ok').map(({ call }) => call));
    expect(measured.ok, name).toBe(answers.size);
    expect(measured.ok + measured.told + measured.lost, name).toBe(plan.calls);
    // It fails as often as the upstream does, at least.
    if (name === 'fetch') expect(measured.lost).toBeGreaterThan(0);
    if (!sdkOurs.some((each) => each.name === name)) continue;
    expect({ name, ...measured }).toMatchObject({ name, early: 0, sentAgain: 0, doneTwice: 0, heldBack: 0 });
  }
}, 60_000);

it('a contestant that there is not is a fault of the harness', async () => {
  await expect(runEntrant({ contestant: 'nobody', plan }, limited())).rejects.toThrow('ended with exit code 1');
}, 60_000);
