export { breakerStayedClosed } from './breaker-stayed-closed.ts';
export { everyBatchWhole } from './every-batch-whole.ts';
export { everyCallSucceeded } from './every-call-succeeded.ts';
export { firstAttemptsFailed } from './first-attempts-failed.ts';
export type { Evidence, Gate, GateResult } from './gate.ts';
export { INVOICES_PATH, invoicesSettledOnce } from './invoices-settled-once.ts';
export { makespanToOptimum } from './makespan-to-optimum.ts';
export { noClientThrottling } from './no-client-throttling.ts';
export { pausesAsAWhole } from './pauses-as-a-whole.ts';
