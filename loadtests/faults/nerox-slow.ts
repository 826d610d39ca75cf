import type { FaultPlan } from '@evenkeel/loadtests/plan';

/** Some jobs run on GPUs so slow that even an answer that is found early comes late. */
export default {
  provider: 'nerox',
  faults: [{ fault: 'gpu_slow', rate: 0.1, per: 'call', factor: 16 }],
  breaches: 'latency',
  // They hold their slots, so that the others take longer, too.
  loadMs: 36_000,
} satisfies FaultPlan;
