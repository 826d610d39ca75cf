import { everyBatchWhole, makespanToOptimum, noClientThrottling, pausesAsAWhole } from '@evenkeel/loadtests/assertions';
import type { Plan } from '@evenkeel/loadtests/plan';

export default {
  title: 'more than a window admits through /nimbus/batch',
  provider: 'nimbus',
  tier: 'free',
  objectives: ['errors'],
  load: { kind: 'batches', size: 500, warmUp: 0, measured: 1 },
  assertions: [everyBatchWhole, noClientThrottling, pausesAsAWhole, makespanToOptimum({ atMost: 1.1 })],
  byDefault: true,
} satisfies Plan;
