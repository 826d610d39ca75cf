import { everyBatchWhole } from '../../src/gates/every-batch-whole.ts';
import { makespanToOptimum } from '../../src/gates/makespan-to-optimum.ts';
import { noClientThrottling } from '../../src/gates/no-client-throttling.ts';
import type { Plan } from '../../src/plan.ts';

export default {
  title: 'one batch after the other through /nimbus/batch',
  provider: 'nimbus',
  tier: 'pro',
  objectives: ['errors'],
  load: { kind: 'batches', size: 500, warmUp: 1, measured: 4 },
  gates: [everyBatchWhole, noClientThrottling, makespanToOptimum({ atMost: 1.1 })],
  byDefault: true,
} satisfies Plan;
