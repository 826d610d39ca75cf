import type { FaultPlan } from '../src/fault-plan.ts';

export default {
  provider: 'nimbus',
  fault: { fault: 'latency', rate: 0.03, per: 'call', fixedMs: 3_000 },
  breaches: 'latency',
} satisfies FaultPlan;
