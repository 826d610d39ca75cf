import { loadOf, parseTsp, readUsage, run, solveJob } from '@evenkeel/loadtests/scenarios';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import berlin52 from '../../data/berlin52.tsp';
import { ITERATIONS, OPTIMUM, RESTARTS, TARGET_GAP } from './problem.ts';

const { distances } = parseTsp(berlin52);
/** More callers than jobs may run at once, so that a free slot is taken immediately. */
const CALLERS = 60;

export const options: Options = {
  scenarios: {
    [run.scenario]: {
      executor: 'shared-iterations',
      vus: CALLERS,
      iterations: loadOf('own').calls,
      maxDuration: '10m',
    },
  },
};

export default function (): void {
  const n = exec.scenario.iterationInTest;
  solveJob({
    path: '/nerox/tsp',
    operation: 'job',
    id: `${run.scenario}-${run.seed}-${n}`,
    body: {
      distance_matrix: distances,
      seed: (run.seed * 1_000 + n) % 2 ** 32,
      restarts: RESTARTS,
      iterations: ITERATIONS,
      target_gap: TARGET_GAP,
      known_optimal: OPTIMUM,
    },
  });
}

/** Reads the usage after the last job. */
export function teardown(): void {
  readUsage('/nerox/usage');
}
