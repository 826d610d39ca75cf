import type { FaultPlan } from '../src/fault-plan.ts';

/** Some jobs run on GPUs so slow that even an answer that is found early comes late. */
export default {
  provider: 'nerox',
  faults: [{ fault: 'gpu_slow', rate: 0.05, per: 'call', factor: 20 }],
  breaches: 'latency',
} satisfies FaultPlan;
