import type { FaultPlan } from '@evenkeel/loadtests/plan';

export default {
  provider: 'nimbus',
  faults: [{ fault: 'latency', rate: 0.03, per: 'call', fixedMs: 3_000 }],
  breaches: 'latency',
  share: 0.03,
} satisfies FaultPlan;
