import type { Experiment } from '../experiment.ts';
import { runBatches } from './batches.ts';
import { batchPlanFor, ceilingOf, scenarios } from './plan.ts';
import { aboutBatches, type BatchResult, batchLine, batchTable, brokenPromises } from './report.ts';

export const toldCeiling: Experiment = {
  name: 'told-ceiling',
  title: `a client that is told ${ceilingOf('pro')} where ${ceilingOf('free')} hold loses nothing, and one that may climb does so at once`,
  async run(request, { signal, show }) {
    const plan = batchPlanFor(request);
    const results = scenarios.map((scenario) => ({ scenario, rounds: [] as BatchResult['rounds'][number][] }));
    for (const seed of plan.seeds) {
      show(`told-ceiling, seed ${seed}`);
      const measured = await runBatches(plan, seed, signal);
      for (const { scenario, rounds } of results) {
        const round = measured.get(scenario);
        if (round !== undefined) rounds.push({ seed, ...round });
      }
    }
    const reasons = brokenPromises(results);
    const holds = reasons.length === 0;
    return {
      verdict: holds ? 'PASS' : 'FAIL',
      lines: [...aboutBatches(plan), '', ...batchTable(results), '', ...reasons, batchLine(results, holds)],
      json: { plan, results, reasons },
    };
  },
};
