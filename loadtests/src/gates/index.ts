export { everyBatchWhole } from './every-batch-whole.ts';
export type { Evidence, Gate, GateResult } from './gate.ts';
export { makespanToOptimum } from './makespan-to-optimum.ts';
export { noClientThrottling } from './no-client-throttling.ts';
export { pausesAsAWhole } from './pauses-as-a-whole.ts';
