import {
  billsAddUp,
  eventsComeInTime,
  gpuSecondsToFullConvergence,
  JOBS_PATH,
  jobsAreCountedOnce,
  jobsReachTheGap,
  noClientThrottling,
  toursAreAsLong,
} from '@evenkeel/loadtests/assertions';
import type { Plan } from '@evenkeel/loadtests/plan';
import { OPTIMUM, TARGET_GAP } from './problem.ts';

/** How many times as fast as real time GPU time passes. */
const CLOCK_SCALE = 3;

export default {
  title: `GPU jobs at /nerox/tsp on berlin52, each ended at the target gap; GPU time ${CLOCK_SCALE} times as fast`,
  provider: 'nerox',
  tier: 'scale',
  objectives: ['errors', 'latency'],
  load: { kind: 'own', calls: 400, durationMs: 20_000 },
  counts: 'job',
  assertions: [
    jobsReachTheGap({ optimum: OPTIMUM, targetGap: TARGET_GAP }),
    gpuSecondsToFullConvergence,
    eventsComeInTime,
    billsAddUp,
    toursAreAsLong,
    jobsAreCountedOnce,
    noClientThrottling,
  ],
  admin: [JOBS_PATH],
  mock: { gpus: 50, gpuScale: CLOCK_SCALE },
  gateway: { NEROX_METRICS: '1' },
  byDefault: false,
} satisfies Plan;
