import { noClientThrottling } from '../../src/assertions/no-client-throttling.ts';
import type { Plan } from '../../src/request/plan.ts';

export default {
  title: 'open model at /nimbus/infer',
  provider: 'nimbus',
  tier: 'pro',
  objectives: ['errors', 'latency'],
  load: { kind: 'rate', perSecond: 200, durationMs: 30_000, vus: 150 },
  assertions: [noClientThrottling],
  byDefault: true,
} satisfies Plan;
