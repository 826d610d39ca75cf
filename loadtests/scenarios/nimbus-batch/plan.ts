import { everyBatchWhole, makespanToOptimum, noClientThrottling } from '@evenkeel/loadtests/assertions';
import type { Plan } from '@evenkeel/loadtests/plan';

export default {
  title: 'one batch after the other through /nimbus/batch',
  provider: 'nimbus',
  tier: 'pro',
  objectives: ['errors'],
  load: { kind: 'batches', size: 500, warmUp: 1, measured: 4 },
  assertions: [everyBatchWhole, noClientThrottling, makespanToOptimum({ atMost: 1.1 })],
  byDefault: true,
} satisfies Plan;
