import type { CircuitState, IBreaker } from 'cockatiel';

/**
 * Says when a circuit opens. Any of cockatiel's breakers is one; a rule that
 * has the optional methods learns more, and still works in cockatiel's policy.
 */
export interface BreakerRule extends IBreaker {
  /** Called when an attempt asks to be let through, before that is decided. */
  asked?(): void;
  /**
   * Called in place of `success` for each attempt that succeeded. While half-open it is called for each probe that
   * succeeded, and `success` follows once all have. Returning true opens the circuit.
   *
   * @param durationMs how long the attempt took
   */
  succeeded?(state: CircuitState, durationMs: number): boolean;
}
