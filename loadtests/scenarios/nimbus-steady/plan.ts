import { noClientThrottling } from '@evenkeel/loadtests/assertions';
import type { Plan } from '@evenkeel/loadtests/plan';

export default {
  title: 'open model at /nimbus/infer',
  provider: 'nimbus',
  tier: 'pro',
  objectives: ['errors', 'latency'],
  load: { kind: 'rate', perSecond: 200, durationMs: 30_000, vus: 150 },
  assertions: [noClientThrottling],
  byDefault: true,
} satisfies Plan;
