import { everyBatchWhole } from '../../src/assertions/every-batch-whole.ts';
import { makespanToOptimum } from '../../src/assertions/makespan-to-optimum.ts';
import { noClientThrottling } from '../../src/assertions/no-client-throttling.ts';
import type { Plan } from '../../src/request/plan.ts';

export default {
  title: 'one batch after the other through /nimbus/batch',
  provider: 'nimbus',
  tier: 'pro',
  objectives: ['errors'],
  load: { kind: 'batches', size: 500, warmUp: 1, measured: 4 },
  assertions: [everyBatchWhole, noClientThrottling, makespanToOptimum({ atMost: 1.1 })],
  byDefault: true,
} satisfies Plan;
