/** Names of all metrics, in one place. Base units; counters end in `_total`. */
export const metricNames = {
  callDuration: 'evenkeel_call_duration_seconds',
  attempts: 'evenkeel_attempts_total',
  attemptDuration: 'evenkeel_attempt_duration_seconds',
  errors: 'evenkeel_errors_total',
  rateLimitHits: 'evenkeel_rate_limit_hits_total',
  retries: 'evenkeel_retries_total',
  retriesExhausted: 'evenkeel_retries_exhausted_total',
  retryBudgetBalance: 'evenkeel_retry_budget_balance',
  hintsIgnored: 'evenkeel_hints_ignored_total',
  contractDrift: 'evenkeel_contract_drift_total',
  wait: 'evenkeel_wait_seconds',
  breakers: 'evenkeel_breakers',
  breakerTransitions: 'evenkeel_breaker_transitions_total',
  inFlight: 'evenkeel_in_flight',
  queued: 'evenkeel_queued',
  concurrencyLimit: 'evenkeel_concurrency_limit',
  limit: 'evenkeel_limit',
  limitRemaining: 'evenkeel_limit_remaining',
  limitUsed: 'evenkeel_limit_used',
  limitDebt: 'evenkeel_limit_debt',
  limitWait: 'evenkeel_limit_wait_seconds',
  budgetSpent: 'evenkeel_budget_spent_total',
  gpuBilledSeconds: 'evenkeel_gpu_billed_seconds_total',
  gpuSavedSeconds: 'evenkeel_gpu_saved_seconds_total',
  coordinationDegradedClients: 'evenkeel_coordination_degraded_clients',
  coordinationRoundTrip: 'evenkeel_coordination_round_trip_seconds',
  faultActive: 'evenkeel_fault_active',
  mockBreakerState: 'evenkeel_mock_breaker_state',
  sloObjectiveRatio: 'evenkeel_slo_objective_ratio',
  sloLatencyThreshold: 'evenkeel_slo_latency_threshold_seconds',
  buildInfo: 'evenkeel_build_info',
} as const;

/** Label values that are bounded by design, so that every series exists at 0 before its first event. */
export const labelValues = {
  outcome: ['ok', 'error', 'rejected', 'cancelled'],
  kind: ['first', 'retry'],
  result: ['ok', 'throttled', 'overloaded', 'transient', 'relayed', 'permanent', 'quota', 'payment', 'cancelled'],
  source: ['upstream', 'local'],
  cause: ['backoff', 'gate', 'rate', 'concurrency'],
  state: ['closed', 'open', 'half-open', 'isolated'],
  store: ['memory', 'redis'],
} as const;

/**
 * Seconds. A contract's latency thresholds are merged in, since a histogram
 * can answer "how many were slower" exactly only at a boundary.
 */
export const durationBucketsSeconds = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120,
] as const;

/** Seconds. Waits for a window, a penalty or a deadline go far beyond a request's duration. */
export const waitBucketsSeconds = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120] as const;

/**
 * Seconds. A store nearby answers in a millisecond; by default a trip that takes longer than the last boundary is given
 * up.
 */
export const storeBucketsSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5] as const;
