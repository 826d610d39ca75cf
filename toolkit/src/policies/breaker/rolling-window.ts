import { OptionError, requireInteger } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { CircuitRule } from './circuit-core.ts';
import { CircuitState } from './circuit-state.ts';

export interface RollingWindowSize {
  sizeMs: number;
  buckets: number;
}

export interface Bucket<K extends string> {
  /** Which slice of time the counts belong to; the counts of an older slice are void. */
  slice: number;
  counts: Record<K, number>;
}

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Counts over the last `sizeMs`, forgotten a bucket at a time. The window is
 * rotated when it is used, so idle time ages it as well (cockatiel's
 * SamplingBreaker, once idle, still counts failures of an hour ago), and no
 * timer runs.
 */
export class RollingWindow<K extends string> {
  protected readonly keys: readonly K[];
  protected readonly sliceMs: number;
  readonly #clock: Clock;
  protected readonly buckets: Bucket<K>[];

  /** @throws OptionError if `sizeMs` or `buckets` is not a whole number of at least 1 */
  constructor(keys: readonly K[], { sizeMs, buckets }: RollingWindowSize, clock: Clock) {
    this.keys = keys;
    this.sliceMs = requireInteger('window.sizeMs', sizeMs, 1) / requireInteger('window.buckets', buckets, 1);
    this.#clock = clock;
    this.buckets = Array.from({ length: buckets }, () => this.#empty(NEVER));
  }

  add(key: K): void {
    this.bucketOf(this.slice()).counts[key] += 1;
  }

  total(): Record<K, number> {
    const { counts } = this.#empty(NEVER);
    for (const bucket of this.live()) for (const key of this.keys) counts[key] += bucket.counts[key];
    return counts;
  }

  clear(): void {
    for (const bucket of this.buckets) Object.assign(bucket, this.#empty(NEVER));
  }

  protected slice(): number {
    return /* seam: window-moves */ Math.floor(this.#clock.now() / this.sliceMs);
  }

  protected live(): Bucket<K>[] {
    const oldest = this.slice() - this.buckets.length;
    return this.buckets.filter((bucket) => bucket.slice > oldest);
  }

  protected bucketOf(slice: number): Bucket<K> {
    const bucket = this.buckets[slice % this.buckets.length] as Bucket<K>;
    if (bucket.slice !== slice) Object.assign(bucket, this.#empty(slice));
    return bucket;
  }

  #empty(slice: number): Bucket<K> {
    return { slice, counts: Object.fromEntries(this.keys.map((key) => [key, 0])) as Record<K, number> };
  }
}

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

/** What the rule counts. */
export const counted = ['successes', 'failures', 'slow'] as const;
export type Counted = (typeof counted)[number];

/** A RollingRatioBreaker without a state that can be stored. */
export class RollingRatioRule implements CircuitRule {
  readonly #rule: RollingRatio;
  readonly #window: RollingWindow<Counted>;

  /**
   * @param window counts {@link counted}, and nothing else
   * @throws OptionError if a number, or `compare`, cannot be used
   */
  constructor(rule: RollingRatio, window: RollingWindow<Counted>) {
    this.#rule = rule;
    this.#window = window;
    requireInteger('minimumCalls', rule.minimumCalls, 0);
    requireRatio('errorRatio', rule.errorRatio);
    if (rule.compare !== '>' && rule.compare !== '>=')
      throw new OptionError('compare', 'give ">" or ">=".', rule.compare);
    if (rule.slowCall) requireSlowCall(rule.slowCall);
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

  failure(): boolean {
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
