import type { FaultPlan } from '@evenkeel/loadtests/plan';

/** The GPU is taken away at some moment of a whole run; most jobs are ended before. */
export default {
  provider: 'nerox',
  faults: [{ fault: 'job_failure', rate: 0.5, per: 'call', reason: 'preempted' }],
  breaches: 'errors',
} satisfies FaultPlan;
