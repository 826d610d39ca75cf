import type { CircuitState } from './circuit-state.ts';

/**
 * Says when a circuit opens. Any of cockatiel's breakers is one; a rule that
 * has the optional methods learns more, and still works in cockatiel's policy.
 */
export interface BreakerRule {
  /** What it has counted, in a form that can be stored and set again. */
  state: unknown;
  /** Called for each attempt that succeeded; while half-open, once the upstream has recovered. */
  success(state: CircuitState): void;
  /** Called for each attempt that failed. Returning true opens the circuit. */
  failure(state: CircuitState): boolean;
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
