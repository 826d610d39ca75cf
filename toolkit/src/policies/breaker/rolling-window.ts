import { CircuitState } from 'cockatiel';
import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';
import type { BreakerRule } from './breaker-rule.ts';

export interface RollingWindowSize {
  sizeMs: number;
  buckets: number;
}

interface Bucket<K extends string> {
  /** Which slice of time the counts belong to; the counts of an older slice are void. */
  slice: number;
  counts: Record<K, number>;
}

const NEVER = Number.NEGATIVE_INFINITY;

/** A bucket as it is stored: with the middle of its slice of time, in milliseconds since the epoch. */
export type StoredBucket<K extends string> = { atMs: number } & Record<K, number>;

/**
 * Counts over the last `sizeMs`, forgotten a bucket at a time. The window is
 * rotated when it is used, so idle time ages it as well (cockatiel's
 * SamplingBreaker, once idle, still counts failures of an hour ago), and no
 * timer runs.
 */
export class RollingWindow<K extends string> {
  readonly #keys: readonly K[];
  readonly #sliceMs: number;
  readonly #clock: Clock;
  readonly #buckets: Bucket<K>[];

  /** @throws OptionError if `sizeMs` or `buckets` is not a whole number of at least 1 */
  constructor(keys: readonly K[], { sizeMs, buckets }: RollingWindowSize, clock: Clock) {
    this.#keys = keys;
    this.#sliceMs = requireInteger('window.sizeMs', sizeMs, 1) / requireInteger('window.buckets', buckets, 1);
    this.#clock = clock;
    this.#buckets = Array.from({ length: buckets }, () => this.#empty(NEVER));
  }

  add(key: K): void {
    this.#bucketOf(this.#slice()).counts[key] += 1;
  }

  total(): Record<K, number> {
    const { counts } = this.#empty(NEVER);
    for (const bucket of this.#live()) for (const key of this.#keys) counts[key] += bucket.counts[key];
    return counts;
  }

  clear(): void {
    for (const bucket of this.#buckets) Object.assign(bucket, this.#empty(NEVER));
  }

  /** The counts in a form that survives JSON, latest first. */
  store(): StoredBucket<K>[] {
    return this.#live()
      .sort((a, b) => b.slice - a.slice)
      .map((bucket) => ({ atMs: (bucket.slice + 0.5) * this.#sliceMs, ...bucket.counts }));
  }

  /**
   * Replaces the counts by stored ones, which have aged since. Counts too old for this window are dropped; counts from
   * a clock that is ahead count as of now.
   *
   * @throws OptionError naming `option`, if they are not what {@link store} returns; then nothing has changed
   */
  restore(option: string, stored: unknown): void {
    const buckets = this.#requireStored(option, stored);
    this.clear();
    const now = this.#slice();
    for (const counts of buckets) {
      const slice = Math.min(now, Math.floor(counts.atMs / this.#sliceMs));
      if (slice <= now - this.#buckets.length) continue;
      const bucket = this.#bucketOf(slice);
      for (const key of this.#keys) bucket.counts[key] += counts[key];
    }
  }

  #requireStored(option: string, stored: unknown): StoredBucket<K>[] {
    const remedy = `give an array of what was exported: { atMs, ${this.#keys.join(', ')} }, each at least 0.`;
    if (!Array.isArray(stored)) throw new OptionError(option, remedy, stored);
    for (const [at, bucket] of stored.entries()) {
      const counts = this.#keys.map((key): unknown => bucket?.[key]);
      const sound =
        Number.isFinite(bucket?.atMs) &&
        bucket.atMs >= 0 &&
        counts.every((n) => Number.isSafeInteger(n) && Number(n) >= 0);
      if (!sound) throw new OptionError(`${option}[${at}]`, remedy, bucket);
    }
    return stored;
  }

  #slice(): number {
    return /* seam: window-moves */ Math.floor(this.#clock.now() / this.#sliceMs);
  }

  #live(): Bucket<K>[] {
    const oldest = this.#slice() - this.#buckets.length;
    return this.#buckets.filter((bucket) => bucket.slice > oldest);
  }

  #bucketOf(slice: number): Bucket<K> {
    const bucket = this.#buckets[slice % this.#buckets.length] as Bucket<K>;
    if (bucket.slice !== slice) Object.assign(bucket, this.#empty(slice));
    return bucket;
  }

  #empty(slice: number): Bucket<K> {
    return { slice, counts: Object.fromEntries(this.#keys.map((key) => [key, 0])) as Record<K, number> };
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
