import type { FaultPlan } from '../src/fault-plan.ts';

/** The GPU is taken away from some of the jobs. */
export default {
  provider: 'nerox',
  faults: [{ fault: 'job_failure', rate: 0.05, per: 'call', reason: 'preempted' }],
  breaches: 'errors',
} satisfies FaultPlan;
