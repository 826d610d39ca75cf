import { OptionError, requireInteger } from '../../errors/errors.ts';
import { requireOptions } from '../options.ts';
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

/** What is in a bucket, and when there is enough. The pipeline and the rule that works alone both use it. */
export class BucketCore implements RateRule {
  #most: number;
  #perMs: number;
  #level: number;
  #levelAtMs = Number.NEGATIVE_INFINITY;
  #draughts = 0;
  /**
   * How much room was left in it before each draught. One is dropped when a later one is not above it; so they rise, and
   * are few.
   */
  readonly #rooms: { index: number; room: number }[] = [];

  /** @throws OptionError if `limit` is not above 0, or another number is not whole or below 1 */
  constructor({ limit, windowMs, capacity = limit }: TokenBucketOptions) {
    if (!(limit > 0 && Number.isFinite(limit))) throw new OptionError('limit', 'give a number above 0.', limit);
    this.#perMs = limit / requireInteger('windowMs', windowMs, 1);
    this.#most = requireInteger('capacity', capacity, 1);
    this.#level = capacity;
  }

  get most(): number {
    return this.#most;
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
    this.#noteRoom();
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
    const later = this.#rooms.filter(({ index }) => index > draught.index);
    const least = later.reduce((most, { room }) => Math.min(most, room), this.#most - this.#level);
    const raised = Math.min(back, /* seam: up-to-the-brim */ least);
    this.#level += raised;
    // With the tokens back, the bucket was fuller at the later draughts, too.
    for (const each of later) each.room -= raised;
  }

  /**
   * Changes what it holds when full and what flows in. What is in it stays, but for what is `added`, or flows over.
   *
   * @internal
   */
  resize(capacity: number, perMs: number, added: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#noteRoom();
    this.#most = capacity;
    this.#perMs = perMs;
    this.#level = Math.min(capacity, this.#level + added);
    this.#noteRoom();
  }

  #noteRoom(): void {
    const room = this.#most - this.#level;
    while ((this.#rooms.at(-1)?.room ?? Number.NEGATIVE_INFINITY) >= room) this.#rooms.pop();
    this.#draughts += 1;
    this.#rooms.push({ index: this.#draughts, room });
  }

  #fill(nowMs: number): void {
    const full = this.#level + /* seam: refill-of-a-bucket */ (nowMs - this.#levelAtMs) * this.#perMs;
    this.#level = Math.min(this.#most, full);
    this.#levelAtMs = nowMs;
  }
}

/** At most `capacity + rate * t` in any span of `t`, where the rate is `limit / windowMs`. */
export class TokenBucket extends BucketCore {
  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: TokenBucketOptions) {
    super(requireOptions(options, { limit: '', windowMs: '', capacity: '' }));
  }
}
