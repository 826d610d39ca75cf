import type { Experiment } from '../experiment.ts';
import { broken } from './checks.ts';
import type { CeilingContestant } from './contestant.ts';
import { contestants, reference, tested } from './contestants/index.ts';
import { ceilings, planFor } from './plan.ts';
import { closingLine, introduction, resultTable } from './report.ts';
import { type Result, resultsOf } from './result.ts';
import { type Round, runRound } from './round.ts';

export const adaptiveCeiling: Experiment = {
  name: 'adaptive-ceiling',
  title: `told nothing but the tiers, a client finds a ceiling of ${ceilings.before} that falls to ${ceilings.after}`,
  async run(order, { signal, show }) {
    const plan = planFor(order);
    const rounds: Round[] = [];
    for (const seed of plan.seeds) {
      const onProgress = (ended: number): void =>
        show(`adaptive-ceiling, seed ${seed}: ${ended} of ${plan.calls * contestants.length} calls`);
      rounds.push(await runRound(plan, seed, signal, onProgress));
    }
    const results = resultsOf(contestants, reference, rounds);
    const of = ({ name }: CeilingContestant): Result => results.find((result) => result.name === name) as Result;
    const reasons = broken(of(reference), of(tested));
    const holds = reasons.length === 0;
    return {
      verdict: holds ? 'PASS' : 'FAIL',
      lines: [
        ...introduction(plan, results),
        '',
        ...resultTable(results),
        '',
        ...reasons,
        closingLine(of(tested), holds),
      ],
      json: { plan, results, reasons },
    };
  },
};
