import { createFetch } from '@evenkeel/toolkit/fetch';
import { type Verdict, worst } from '@evenkeel/tools/command-line';
import type { Experiment, ExperimentContext, ExperimentRequest, Outcome } from '../experiment.ts';
import { abortPoints } from './aborts/points.ts';
import { type AbortResult, runPoint } from './aborts/run-point.ts';
import { sightBugs } from './plant.ts';
import {
  abortFigure,
  abortLines,
  abortVerdict,
  fetchSoakFigure,
  soakFigure,
  soakLines,
  soakVerdict,
} from './report.ts';
import { soakPlanFor } from './soak/plan.ts';
import { runSoak } from './soak/run-soak.ts';

/** What has not happened after so long does not happen. */
const LIMIT_MS = 10_000;
const ROUNDS = { quick: 1, full: 5 };

export const fetchSoak: Experiment = {
  name: 'fetch-soak',
  title: `a fetch of ours leaves nothing after 100,000 calls, and after an abort at each of ${abortPoints.length} points`,
  options: {
    bugs: { what: 'plants leaks and bugs, and shows that each is seen; with --quick at fewer points' },
  },
  run: (request, context) => (request.own.bugs === true ? sightBugs(request, context) : plainRun(request, context)),
};

async function plainRun(request: ExperimentRequest, context: ExperimentContext): Promise<Outcome> {
  // First, while the process has nothing else to do.
  const aborts = await abortAll(request, context);
  const plan = soakPlanFor(request);
  const soak = await runSoak(plan, context);
  const verdicts: Verdict[] = [soakVerdict(soak, plan), abortVerdict(aborts)];
  const figures = [soakFigure(soak, plan), abortFigure(aborts)];
  return {
    verdict: worst(verdicts),
    lines: [...soakLines(soak, plan), '', ...abortLines(aborts), '', fetchSoakFigure(verdicts, figures)],
    json: {
      plan,
      soak,
      aborts: aborts.map(({ point: { name, held }, ruling, tookMs }) => ({ name, held, ...ruling, tookMs })),
    },
  };
}

async function abortAll({ quick }: ExperimentRequest, { signal, show }: ExperimentContext): Promise<AbortResult[]> {
  const results: AbortResult[] = [];
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  for (let round = 0; round < rounds; round += 1) {
    for (const point of abortPoints) {
      signal.throwIfAborted();
      results.push(await runPoint(point, { make: createFetch, limitMs: LIMIT_MS }));
      show(`fetch-soak: ${results.length} of ${rounds * abortPoints.length} aborts`);
    }
  }
  return results;
}
