/** What one call has spent. It is handed back to {@link RateRule.reconcile} once the true cost is known. */
export interface RatePermit {
  /** When it was admitted, in milliseconds of the limiter's clock. */
  readonly atMs: number;
  /** The estimate at first, then the cost that it was reconciled to. */
  readonly cost: number;
}

/**
 * A limit over time, without clock, timers and queue: a limiter adds these. It assumes that the server counts a call,
 * with its whole cost, when the call is admitted.
 */
export interface RateRule<P extends RatePermit = RatePermit> {
  /** The highest cost that can ever be admitted at once. */
  readonly most: number;
  /** Milliseconds until `cost` may be spent, if nothing else is spent meanwhile; 0 if it may be now. */
  waitMs(cost: number, nowMs: number): number;
  /** Spends `cost`; call it only when {@link waitMs} is 0. */
  spend(cost: number, nowMs: number): P;
  /** Corrects what was spent; `actual` is 0 for a call that was not sent after all. */
  reconcile(permit: P, actual: number, nowMs: number): void;
}
