import type { CircuitBreakerOptions } from './circuit-breaker.ts';
import { OpossumRule, type OpossumRuleOptions } from './opossum-rule.ts';

/** opossum's own names and defaults, so that its users can copy their options. */
export interface OpossumBreakerOptions extends OpossumRuleOptions {
  /** Milliseconds until a trial is let through. Default 30,000. */
  resetTimeout?: number;
}

/**
 * Options for a circuit breaker that opens and closes as opossum's does, by its rule and its numbers:
 * `new CircuitBreaker(opossumBreaker({ volumeThreshold: 20 }))`. As in all breakers here, a result that comes after the
 * state has changed decides nothing, and refusals by another policy inside are no failures; with opossum both count.
 *
 * @throws OptionError for a number out of its range
 */
export function opossumBreaker(options: OpossumBreakerOptions = {}): CircuitBreakerOptions {
  const { resetTimeout = 30_000, clock } = options;
  return { breaker: new OpossumRule(options), openMs: resetTimeout, probes: 1, ...(clock && { clock }) };
}
