/**
 * What the load tests promise. The numbers are typed here and not derived on
 * purpose: a change of a plan, an assertion or the verdict must not change what CI
 * demands.
 */
export const promises = {
  /** The most that k6, Prometheus and the panel may differ by: a share. */
  tolerance: 0.001,
  /** The fewest calls that a scenario with a rate sends. */
  rateCalls: 5_000,
  makespanToOptimum: 1.1,
  /** Calls of each scenario that sends batches; all of them succeed. */
  batchCalls: { 'nimbus-batch': 2_500, 'nimbus-batch-free': 500 },
  /** Calls of each scenario whose number of calls is exact; all of them succeed. */
  countedCalls: { 'neura-invoices': 500 },
  /** GPU jobs of a scenario, the share that reaches the gap, and the share of the GPU-seconds that may be paid. */
  jobs: { 'nerox-jobs': { sent: 400, atTargetGap: 0.99, gpuSecondsToFullConvergence: 0.3 } },
  /** The share of its limit that a fleet uses, and its store round trips a call, with up to `fewProcesses` and more. */
  fleet: { limitUsed: 0.95, fewProcesses: 8, roundTrips: { few: 0.1, many: 0.2 } },
} as const;
