import { noClientThrottling } from '../../src/gates/no-client-throttling.ts';
import type { Plan } from '../../src/plan.ts';

export default {
  title: 'open model at /nimbus/infer',
  provider: 'nimbus',
  tier: 'pro',
  objectives: ['errors', 'latency'],
  load: { kind: 'rate', perSecond: 200, durationMs: 30_000, vus: 150 },
  gates: [noClientThrottling],
  byDefault: true,
} satisfies Plan;
