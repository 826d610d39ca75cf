import { describe, expect, it } from 'vitest';
import { growthOf, leftBySoak } from './judge-soak.ts';
import { type LeakName, leakNames } from './leaks.ts';
import type { SoakPlan } from './plan.ts';
import { runSoak } from './run-soak.ts';

const plan: SoakPlan = {
  calls: 1_200,
  origins: 20,
  credentials: 20,
  atOnce: 100,
  callsPerRound: 600,
  settledAfter: 600,
  seed: 1,
};

const soak = (leak?: LeakName) =>
  runSoak({ ...plan, ...(leak && { leak }) }, { signal: new AbortController().signal, show: () => {} });

describe('a soak', () => {
  it('leaves neither timer nor listener, and is measured', async () => {
    const report = await soak();
    expect(report.calls).toBeGreaterThanOrEqual(plan.calls);
    expect(report).toMatchObject({ timers: 0, waiting: 0, listeners: 0, warnings: [] });
    expect(growthOf(report, plan)).not.toBeNaN();
    // A short one need not have walked all paths.
    expect(report.walked['a call that ended ok']).toBeGreaterThan(plan.calls / 2);
    expect(report.walked['a backoff']).toBeGreaterThan(0);
  });

  // What grows by little is seen after more calls only: `npm run bench -- fetch-soak --bugs` shows that.
  it.each<[LeakName, string]>([
    ['goes on listening', 'listeners are left'],
    ['leaves timers', 'timers are left'],
  ])('sees a fetch that %s', async (leak, sentence) => {
    expect(leftBySoak(await soak(leak), plan).join('\n')).toContain(sentence);
  });

  it('has four leaks to see', () => {
    expect(leakNames.length).toBe(4);
  });
});
