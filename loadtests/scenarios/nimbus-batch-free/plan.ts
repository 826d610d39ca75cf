import { everyBatchWhole } from '../../src/assertions/every-batch-whole.ts';
import { makespanToOptimum } from '../../src/assertions/makespan-to-optimum.ts';
import { noClientThrottling } from '../../src/assertions/no-client-throttling.ts';
import { pausesAsAWhole } from '../../src/assertions/pauses-as-a-whole.ts';
import type { Plan } from '../../src/request/plan.ts';

export default {
  title: 'more than a window admits through /nimbus/batch',
  provider: 'nimbus',
  tier: 'free',
  objectives: ['errors'],
  load: { kind: 'batches', size: 500, warmUp: 0, measured: 1 },
  assertions: [everyBatchWhole, noClientThrottling, pausesAsAWhole, makespanToOptimum({ atMost: 1.1 })],
  byDefault: true,
} satisfies Plan;
