import type { FaultPlan } from '@evenkeel/loadtests/plan';

/** The GPU is taken away at a random point of a job's whole run; most jobs end before that point. */
export default {
  provider: 'nerox',
  faults: [{ fault: 'job_failure', rate: 0.5, per: 'call', reason: 'preempted' }],
  breaches: 'errors',
} satisfies FaultPlan;
