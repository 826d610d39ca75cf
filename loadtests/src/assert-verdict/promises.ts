/**
 * What the load tests promise of themselves. Typed here on purpose and not
 * derived: a plan, an assertion or the verdict that changed must not move what CI
 * holds it to.
 */
export const promises = {
  /** What k6, Prometheus and the panel may differ by: a share. */
  tolerance: 0.001,
  /** What a scenario with a rate sends at least. */
  rateCalls: 5_000,
  makespanToOptimum: 1.1,
  /** Calls of each scenario that sends batches; all of them succeed. */
  batchCalls: { 'nimbus-batch': 2_500, 'nimbus-batch-free': 500 },
  /** Calls of a scenario that counts each of them; all succeed. */
  countedCalls: { 'neura-invoices': 500 },
  /** GPU jobs of a scenario, and what may be paid for them. */
  jobs: { 'nerox-jobs': { sent: 400, atTargetGap: 0.99, gpuSecondsToFullConvergence: 0.3 } },
  /** Of the limit that it shares, and of round trips to the store for a call: up to so many processes, and with more. */
  fleet: { limitUsed: 0.95, fewProcesses: 8, roundTrips: { few: 0.1, many: 0.2 } },
} as const;
