import type { FaultPlan } from '@evenkeel/loadtests/plan';

/** Some jobs run on GPUs that are so slow that even an early answer comes late. */
export default {
  provider: 'nerox',
  faults: [{ fault: 'gpu_slow', rate: 0.1, per: 'call', factor: 16 }],
  breaches: 'latency',
  // Slow jobs hold their slots for longer, so the whole load takes longer.
  loadMs: 36_000,
} satisfies FaultPlan;
