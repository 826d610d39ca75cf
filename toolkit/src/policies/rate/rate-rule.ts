/** What one call has spent. It is handed back to {@link RateRule.reconcile} once the true cost is known. */
export interface RatePermit {
  /** When it was admitted, in milliseconds of the limiter's clock. */
  readonly atMs: number;
  /** Estimated at first, then what it was reconciled to. */
  readonly cost: number;
}

/**
 * A limit over time, without clock, timers and queue: a limiter adds these. The
 * server is taken to count a call, with all it costs, when the call is admitted.
 */
export interface RateRule<P extends RatePermit = RatePermit> {
  /** The highest cost that can ever be admitted at once. */
  readonly most: number;
  /** Milliseconds until `cost` may be spent, if nothing else is spent meanwhile; 0 if it may be now. */
  waitMs(cost: number, nowMs: number): number;
  /** Spends `cost`; only to be called when {@link waitMs} is 0. */
  spend(cost: number, nowMs: number): P;
  /** Corrects what was spent; `actual` is 0 for a call that was not sent after all. */
  reconcile(permit: P, actual: number, nowMs: number): void;
}
