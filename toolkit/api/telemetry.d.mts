import type {
  EventSink,
} from './index.d.mts';
export declare const durationBucketsSeconds: readonly [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120];
export declare const labelValues: {
  readonly outcome: readonly ['ok', 'error', 'rejected', 'cancelled'];
  readonly kind: readonly ['first', 'retry'];
  readonly result: readonly ['ok', 'throttled', 'overloaded', 'transient', 'relayed', 'permanent', 'quota', 'payment', 'cancelled'];
  readonly source: readonly ['upstream', 'local'];
  readonly cause: readonly ['backoff', 'gate', 'rate', 'concurrency'];
  readonly state: readonly ['closed', 'open', 'half-open', 'isolated'];
  readonly store: readonly ['memory', 'redis'];
};
export declare const metricNames: {
  readonly callDuration: 'evenkeel_call_duration_seconds';
  readonly attempts: 'evenkeel_attempts_total';
  readonly attemptDuration: 'evenkeel_attempt_duration_seconds';
  readonly errors: 'evenkeel_errors_total';
  readonly rateLimitHits: 'evenkeel_rate_limit_hits_total';
  readonly retries: 'evenkeel_retries_total';
  readonly retriesExhausted: 'evenkeel_retries_exhausted_total';
  readonly retryBudgetBalance: 'evenkeel_retry_budget_balance';
  readonly hintsIgnored: 'evenkeel_hints_ignored_total';
  readonly contractDrift: 'evenkeel_contract_drift_total';
  readonly wait: 'evenkeel_wait_seconds';
  readonly breakers: 'evenkeel_breakers';
  readonly breakerTransitions: 'evenkeel_breaker_transitions_total';
  readonly inFlight: 'evenkeel_in_flight';
  readonly queued: 'evenkeel_queued';
  readonly concurrencyLimit: 'evenkeel_concurrency_limit';
  readonly limit: 'evenkeel_limit';
  readonly limitRemaining: 'evenkeel_limit_remaining';
  readonly limitUsed: 'evenkeel_limit_used';
  readonly limitDebt: 'evenkeel_limit_debt';
  readonly limitWait: 'evenkeel_limit_wait_seconds';
  readonly budgetSpent: 'evenkeel_budget_spent_total';
  readonly gpuBilledSeconds: 'evenkeel_gpu_billed_seconds_total';
  readonly gpuSavedSeconds: 'evenkeel_gpu_saved_seconds_total';
  readonly coordinationDegradedClients: 'evenkeel_coordination_degraded_clients';
  readonly coordinationRoundTrip: 'evenkeel_coordination_round_trip_seconds';
  readonly faultActive: 'evenkeel_fault_active';
  readonly mockBreakerState: 'evenkeel_mock_breaker_state';
  readonly sloObjectiveRatio: 'evenkeel_slo_objective_ratio';
  readonly sloLatencyThreshold: 'evenkeel_slo_latency_threshold_seconds';
  readonly buildInfo: 'evenkeel_build_info';
};
export declare const waitBucketsSeconds: readonly [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
export interface EventLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
export declare function createLogSink(logger: EventLogger): EventSink;
