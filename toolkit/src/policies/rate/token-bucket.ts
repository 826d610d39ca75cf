import { OptionError, requireInteger } from '../../errors/errors.ts';
import type { RatePermit, RateRule } from './rate-rule.ts';

export interface TokenBucketOptions {
  /** Tokens that flow in per `windowMs`, evenly; a fraction, too. */
  limit: number;
  windowMs: number;
  /** Tokens that the bucket holds when full, as it is at the start: the largest burst. Default `limit`. */
  capacity?: number;
}

interface Draught extends RatePermit {
  cost: number;
  /** Its place in the order of all draughts. */
  readonly index: number;
}

/** At most `capacity + rate * t` in any span of `t`, where the rate is `limit / windowMs`. */
export class TokenBucket implements RateRule {
  readonly most: number;
  readonly #perMs: number;
  #level: number;
  #levelAtMs = Number.NEGATIVE_INFINITY;
  #draughts = 0;
  /**
   * How full it was before each draught. A level is dropped when a later one is not below it; so they fall, and are
   * few.
   */
  readonly #peaks: { index: number; level: number }[] = [];

  /** @throws OptionError if `limit` is not above 0, or another number is not whole or below 1 */
  constructor({ limit, windowMs, capacity = limit }: TokenBucketOptions) {
    if (!(limit > 0 && Number.isFinite(limit))) throw new OptionError('limit', 'give a number above 0.', limit);
    this.#perMs = limit / requireInteger('windowMs', windowMs, 1);
    this.most = requireInteger('capacity', capacity, 1);
    this.#level = capacity;
  }

  /** What is in it; below 0, what is owed. */
  level(nowMs: number): number {
    this.#fill(nowMs);
    return this.#level;
  }

  waitMs(cost: number, nowMs: number): number {
    this.#fill(nowMs);
    return Math.max(0, cost - this.#level) / this.#perMs;
  }

  spend(cost: number, nowMs: number): RatePermit {
    this.#fill(nowMs);
    this.#draughts += 1;
    this.#notePeak(this.#draughts);
    this.#level -= cost;
    const draught: Draught = { atMs: nowMs, cost, index: this.#draughts };
    return draught;
  }

  /**
   * A cost that was estimated too low is owed: the level may fall below 0. One that was estimated too high comes back,
   * less the tokens that would have flowed over since.
   */
  reconcile(permit: RatePermit, actual: number, nowMs: number): void {
    const draught = permit as Draught;
    this.#fill(nowMs);
    const back = draught.cost - actual;
    draught.cost = actual;
    if (back < 0) {
      /* seam: debt-of-a-bucket */ this.#level += back;
      return;
    }
    const later = this.#peaks.filter(({ index }) => index > draught.index);
    const fullest = later.reduce((level, peak) => Math.max(level, peak.level), this.#level);
    const raised = Math.min(back, /* seam: up-to-the-brim */ this.most - fullest);
    this.#level += raised;
    // With the tokens back, the bucket was fuller at the later draughts, too.
    for (const peak of later) peak.level += raised;
  }

  #notePeak(index: number): void {
    while ((this.#peaks.at(-1)?.level ?? Number.POSITIVE_INFINITY) <= this.#level) this.#peaks.pop();
    this.#peaks.push({ index, level: this.#level });
  }

  #fill(nowMs: number): void {
    const full = this.#level + /* seam: refill-of-a-bucket */ (nowMs - this.#levelAtMs) * this.#perMs;
    this.#level = Math.min(this.most, full);
    this.#levelAtMs = nowMs;
  }
}
