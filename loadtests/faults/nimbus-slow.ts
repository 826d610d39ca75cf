import type { FaultPlan } from '../src/fault-plan.ts';

export default {
  title: '3 s more on 3 % of the calls',
  provider: 'nimbus',
  fault: { fault: 'latency', rate: 0.03, per: 'call', fixedMs: 3_000 },
  breaches: 'latency',
} satisfies FaultPlan;
