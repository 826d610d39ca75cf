import type { CircuitState, IBreaker } from 'cockatiel';

/**
 * Says when a circuit opens. Any of cockatiel's breakers is one; a rule that
 * has the optional methods learns more, and still works in cockatiel's policy.
 */
export interface BreakerRule extends IBreaker {
  /** Somebody asks to be let through; called before that is decided. */
  asked?(): void;
  /**
   * Called in place of `success` for each attempt that succeeded, and half-open for each probe: then `success` follows
   * when all have. True opens the circuit.
   *
   * @param durationMs how long the attempt took
   */
  succeeded?(state: CircuitState, durationMs: number): boolean;
}
