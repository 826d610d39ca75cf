import type { FaultPlan } from '../src/fault-plan.ts';

export default {
  title: '503 on every attempt of 3 % of the calls',
  provider: 'nimbus',
  fault: { fault: 'http_error', rate: 0.03, per: 'call', status: 503 },
  breaches: 'errors',
} satisfies FaultPlan;
