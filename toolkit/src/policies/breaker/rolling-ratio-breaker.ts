import { type Clock, systemClock } from '../../time/clock.ts';
import { requireClock, requireOptions } from '../options.ts';
import type { BreakerRule } from './breaker-rule.ts';
import type { CircuitState } from './circuit-state.ts';
import { type Counted, counted, type RollingRatio, RollingRatioRule } from './rolling-window.ts';
import { StorableWindow } from './storable-window.ts';

/**
 * Says when to open: by the share of failures over a rolling time window, or by
 * the share of slow successes. While half-open, a slow probe opens the circuit
 * again: it does not show that the upstream has recovered.
 */
export class RollingRatioBreaker implements BreakerRule {
  readonly #rule: RollingRatioRule;
  readonly #window: StorableWindow<Counted>;

  /** @throws OptionError if the window, or a number, or `compare` cannot be used, or a name is unknown */
  constructor(rule: RollingRatio, clock: Clock = systemClock) {
    requireOptions(rule, { window: '', minimumCalls: '', errorRatio: 'number', compare: '', slowCall: '' });
    requireOptions(rule.window, { sizeMs: '', buckets: '' }, 'window');
    if (rule.slowCall !== undefined)
      requireOptions(rule.slowCall, { durationMs: 'number', ratio: 'number' }, 'slowCall');
    requireClock(clock);
    this.#window = new StorableWindow(counted, rule.window, clock);
    this.#rule = new RollingRatioRule(rule, this.#window);
  }

  get state(): unknown {
    return this.#window.store();
  }

  /** @throws OptionError if no such breaker stored it */
  set state(stored: unknown) {
    this.#window.restore('initialState.breaker', stored);
  }

  success(state: CircuitState): void {
    this.#rule.success(state);
  }

  succeeded(state: CircuitState, durationMs: number): boolean {
    return this.#rule.succeeded(state, durationMs);
  }

  failure(_state: CircuitState): boolean {
    return this.#rule.failure();
  }
}
