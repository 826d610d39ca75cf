import { CircuitState } from 'cockatiel';
import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';
import type { BreakerRule } from './breaker-rule.ts';
import { RollingWindow } from './rolling-window.ts';

export interface RollingRatio {
  /** Attempts older than `sizeMs` are forgotten, a bucket at a time. */
  window: { sizeMs: number; buckets: number };
  /** Below this many attempts in the window it never opens. */
  minimumCalls: number;
  errorRatio: number;
  compare: '>' | '>=';
  /** Opens for slow answers, too. Default: slow answers are as good as fast ones. */
  slowCall?: SlowCall;
}

export interface SlowCall {
  /** A success that took longer than this is slow. */
  durationMs: number;
  /** The share of slow successes among all attempts that opens the circuit, in [0, 1], by the same `compare`. */
  ratio: number;
}

/**
 * Says when to open: by the share of failures over a rolling time window, or by
 * the share of slow successes. While half-open, a slow probe opens the circuit
 * again: it does not show that the upstream has recovered.
 */
export class RollingRatioBreaker implements BreakerRule {
  readonly #rule: RollingRatio;
  readonly #window: RollingWindow<'successes' | 'failures' | 'slow'>;

  /** @throws OptionError if the window, or a number, or `compare` cannot be used */
  constructor(rule: RollingRatio, clock: Clock = systemClock) {
    this.#rule = rule;
    this.#window = new RollingWindow(['successes', 'failures', 'slow'], rule.window, clock);
    requireInteger('minimumCalls', rule.minimumCalls, 0);
    requireRatio('errorRatio', rule.errorRatio);
    if (rule.compare !== '>' && rule.compare !== '>=')
      throw new OptionError('compare', 'give ">" or ">=".', rule.compare);
    if (rule.slowCall) requireSlowCall(rule.slowCall);
  }

  get state(): unknown {
    return this.#window.store();
  }

  /** @throws OptionError if no such breaker stored it */
  set state(stored: unknown) {
    this.#window.restore('initialState.breaker', stored);
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.#window.clear();
    else this.#window.add('successes');
  }

  succeeded(state: CircuitState, durationMs: number): boolean {
    const { slowCall } = this.#rule;
    const slow = slowCall !== undefined && /* seam: slow-call */ durationMs > slowCall.durationMs;
    if (state === CircuitState.HalfOpen) return slow;
    this.#window.add(slow ? 'slow' : 'successes');
    return slow && this.#passes('slow', slowCall.ratio);
  }

  failure(_state: CircuitState): boolean {
    this.#window.add('failures');
    return this.#passes('failures', this.#rule.errorRatio);
  }

  #passes(key: 'failures' | 'slow', limit: number): boolean {
    const total = this.#window.total();
    const calls = total.successes + total.failures + total.slow;
    if (calls < /* seam: minimum-calls */ this.#rule.minimumCalls) return false;
    const ratio = total[key] / calls;
    return this.#rule.compare === '>' ? ratio > /* seam: failure-ratio */ limit : ratio >= limit;
  }
}

function requireSlowCall({ durationMs, ratio }: SlowCall): void {
  if (!(durationMs >= 0)) throw new OptionError('slowCall.durationMs', 'give a number of at least 0.', durationMs);
  requireRatio('slowCall.ratio', ratio);
}

function requireRatio(option: string, ratio: number): void {
  if (!(ratio >= 0 && ratio <= 1)) throw new OptionError(option, 'give a number from 0 to 1.', ratio);
}
