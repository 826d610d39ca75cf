import type { FaultPlan } from '@evenkeel/loadtests/plan';

export default {
  provider: 'nimbus',
  faults: [{ fault: 'http_error', rate: 0.03, per: 'call', status: 503 }],
  breaches: 'errors',
  share: 0.03,
} satisfies FaultPlan;
