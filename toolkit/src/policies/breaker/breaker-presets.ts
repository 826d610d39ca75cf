import { requireInteger } from '../../errors/errors.ts';
import { requireObject } from '../options.ts';
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
 * @throws OptionError if an option is not as it says, or is unknown
 */
export function opossumBreaker(options: OpossumBreakerOptions = {}): CircuitBreakerOptions {
  const { resetTimeout = 30_000, ...rule } = requireObject('options', options);
  const openMs = requireInteger('resetTimeout', resetTimeout, 1);
  return { breaker: new OpossumRule(rule), openMs, probes: 1, ...(rule.clock && { clock: rule.clock }) };
}
