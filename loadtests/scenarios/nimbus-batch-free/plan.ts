import { everyBatchWhole } from '../../src/gates/every-batch-whole.ts';
import { makespanToOptimum } from '../../src/gates/makespan-to-optimum.ts';
import { noClientThrottling } from '../../src/gates/no-client-throttling.ts';
import { pausesAsAWhole } from '../../src/gates/pauses-as-a-whole.ts';
import type { Plan } from '../../src/plan.ts';

export default {
  title: 'more than a window admits through /nimbus/batch',
  provider: 'nimbus',
  tier: 'free',
  objectives: ['errors'],
  load: { kind: 'batches', size: 500, warmUp: 0, measured: 1 },
  gates: [everyBatchWhole, noClientThrottling, pausesAsAWhole, makespanToOptimum({ atMost: 1.1 })],
  byDefault: true,
} satisfies Plan;
