import type { FaultPlan } from '../src/fault-plan.ts';

export default {
  provider: 'nimbus',
  fault: { fault: 'http_error', rate: 0.03, per: 'call', status: 503 },
  breaches: 'errors',
} satisfies FaultPlan;
