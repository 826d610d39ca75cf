import { billsAddUp } from '../../src/assertions/bills-add-up.ts';
import { eventsComeInTime } from '../../src/assertions/events-come-in-time.ts';
import { JOBS_PATH } from '../../src/assertions/gpu-books.ts';
import { gpuSecondsToFullConvergence } from '../../src/assertions/gpu-seconds.ts';
import { jobsAreCountedOnce } from '../../src/assertions/jobs-are-counted-once.ts';
import { jobsReachTheGap } from '../../src/assertions/jobs-reach-the-gap.ts';
import { noClientThrottling } from '../../src/assertions/no-client-throttling.ts';
import { toursAreAsLong } from '../../src/assertions/tours-are-as-long.ts';
import type { Plan } from '../../src/request/plan.ts';
import { OPTIMUM, TARGET_GAP } from './problem.ts';

/** GPU-seconds pass so much faster than seconds. */
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
  mock: ['--gpus', '50', '--gpu-scale', String(CLOCK_SCALE)],
  gateway: { NEROX_METRICS: '1' },
  byDefault: false,
} satisfies Plan;
