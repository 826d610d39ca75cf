import { CircuitState, type IBreaker } from 'cockatiel';
import { type Clock, systemClock } from '../clock.ts';

export interface RollingRatio {
  /** Attempts older than `sizeMs` are forgotten, a bucket at a time. */
  window: { sizeMs: number; buckets: number };
  /** Below this many attempts in the window it never opens. */
  minimumCalls: number;
  errorRatio: number;
  compare: '>' | '>=';
}

interface Bucket {
  /** Which slice of time the counts belong to; older counts are void. */
  slice: number;
  successes: number;
  failures: number;
}

/**
 * Says when to open: by the share of failures over a rolling time window. The
 * window is rotated when it is read, so idle time ages it as well (cockatiel's
 * SamplingBreaker keeps failures of an hour ago after idling), and no timer runs.
 */
export class RollingRatioBreaker implements IBreaker {
  readonly #rule: RollingRatio;
  readonly #clock: Clock;
  readonly #buckets: Bucket[];

  constructor(rule: RollingRatio, clock: Clock = systemClock) {
    this.#rule = rule;
    this.#clock = clock;
    this.#buckets = Array.from({ length: rule.window.buckets }, () => ({ slice: -1, successes: 0, failures: 0 }));
  }

  get state(): unknown {
    return this.#buckets;
  }

  set state(buckets: unknown) {
    for (const [at, bucket] of (buckets as Bucket[]).entries()) Object.assign(this.#buckets[at] ?? {}, bucket);
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.#clear();
    else this.#current().successes += 1;
  }

  failure(_state: CircuitState): boolean {
    this.#current().failures += 1;
    const { successes, failures } = this.#totals();
    const calls = successes + failures;
    if (calls < this.#rule.minimumCalls) return false;
    const ratio = failures / calls;
    return this.#rule.compare === '>' ? ratio > this.#rule.errorRatio : ratio >= this.#rule.errorRatio;
  }

  #slice(): number {
    return Math.floor(this.#clock.now() / (this.#rule.window.sizeMs / this.#rule.window.buckets));
  }

  #current(): Bucket {
    const slice = this.#slice();
    const bucket = this.#buckets[slice % this.#buckets.length] as Bucket;
    if (bucket.slice !== slice) Object.assign(bucket, { slice, successes: 0, failures: 0 });
    return bucket;
  }

  #totals(): { successes: number; failures: number } {
    const oldest = this.#slice() - this.#buckets.length;
    let successes = 0;
    let failures = 0;
    for (const bucket of this.#buckets) {
      if (bucket.slice <= oldest) continue;
      successes += bucket.successes;
      failures += bucket.failures;
    }
    return { successes, failures };
  }

  #clear(): void {
    for (const bucket of this.#buckets) Object.assign(bucket, { slice: -1, successes: 0, failures: 0 });
  }
}
