import type { Clock } from '../../time/clock.ts';
import { BucketSigns } from './bucket-signs.ts';
import { refillOf } from './learnt-bucket.ts';
import type { LimitReading } from './permit-limiter.ts';
import { DEFAULT_FLIGHT_MS, DEFAULT_MARGIN_MS } from './token-cycle-options.ts';

/** How long what was told holds, where no answer tells when it ends. */
const UNTOLD_WINDOW_MS = 60_000;
/** Where no answer says when there is more, one attempt tries, this long after the last one was told. */
const TRIES_AFTER_MS = 1_000;

/** What was known when a request left. */
export interface WhenSent {
  readonly sentAtMs: number;
  /** Its place in the order of all events. */
  readonly sentAt: number;
  /** What requests that told nothing had cost before it left. */
  readonly untoldBefore: number;
}

/** What answers have shown to be a bucket, of `learntBy` missing. */
export interface ShownBucket {
  limit: number;
  refillPerSecond: number;
  learntBy: number;
}

/** What answers tell of a window: how much is left of it, and when it ends. */
export class LearntWindow {
  readonly #clock: Clock;
  #events = 0;
  /** What requests have cost that told nothing. */
  #untold = 0;
  /** What is left; undefined where that is not known. */
  #left: number | undefined;
  #leftSeenAt = 0;
  /** What requests that told nothing had cost then. */
  #untoldThen = 0;
  #toldAtMs = 0;
  #limit: number | undefined;
  /** The most that was ever told to be left: the limit is at least that. */
  #most = 0;
  /** When all of it is there again; undefined where that is not told. */
  #renewsAtMs: number | undefined;
  /** Whether the window that runs may begin only with what is sent next. */
  #mayBegin = false;
  #windowMs = UNTOLD_WINDOW_MS;
  /** When the last window that ended made room for this one. */
  #beganAtMs = 0;
  /** Whether answers ever told when a window ends. */
  #endIsTold = false;
  #signs = new BucketSigns();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get left(): number | undefined {
    return this.#left;
  }

  get limit(): number | undefined {
    return this.#limit;
  }

  /** The limit; where that is not told, the most that was ever left. */
  get most(): number {
    return this.#limit ?? this.#most;
  }

  get windowMs(): number {
    return this.#windowMs;
  }

  get forgetsAtMs(): number {
    return this.#toldAtMs + /* seam: learnt-expires */ 2 * this.#windowMs;
  }

  /** When there may be more, where nothing is on its way whose answer tells. */
  get moreAtMs(): number {
    return this.#renewsAtMs ?? this.#toldAtMs + TRIES_AFTER_MS;
  }

  /**
   * Whether one request may try what is not known: when there is more, or whether so much is ever left. An answer may tell
   * that too little is left, and not until when, even where others tell that.
   */
  mayTry(cost: number): boolean {
    const beyond = this.#limit === undefined && cost > this.#most;
    const unknown = !this.#endIsTold || beyond || Number(this.#left) < Math.min(cost, this.most);
    return unknown && this.#renewsAtMs === undefined && this.#clock.now() >= this.moreAtMs;
  }

  sent(): WhenSent {
    const sentAtMs = this.#clock.now();
    // It may begin a window, of which nothing is told yet.
    if (this.#left !== undefined && this.#endIsTold && (this.#renewsAtMs === undefined || this.#mayBegin)) {
      this.#renewsAtMs = sentAtMs + this.#windowMs + DEFAULT_FLIGHT_MS;
    }
    this.#mayBegin = false;
    this.#events += 1;
    return { sentAtMs, sentAt: this.#events, untoldBefore: this.#untold };
  }

  /** A request that told nothing is taken for counted. */
  untold(cost: number): void {
    this.#untold += cost;
    if (this.#left !== undefined) this.#left -= cost;
  }

  /** Takes the limit, and that something was told. */
  told({ limit }: LimitReading): void {
    this.#toldAtMs = this.#clock.now();
    if (limit !== undefined && limit > 0) this.#limit = Math.max(1, Math.floor(limit));
  }

  /** @returns the bucket that it shows itself to be */
  heard(permit: WhenSent, remaining: number, reading: LimitReading): ShownBucket | undefined {
    const now = this.#clock.now();
    this.#most = Math.max(this.#most, remaining);
    const left = remaining - (this.#untold - permit.untoldBefore);
    // Of a request that was sent before the last word came, only less is news.
    const isLess = left < Number(this.#left) || (left === this.#left && this.#endsLater(reading, now));
    const isNews = permit.sentAt > this.#leftSeenAt || (isLess && !this.#isOver(permit, reading));
    if (this.#left !== undefined && !isNews) return undefined;
    /* seam: learnt-remaining */ this.#left = left;
    this.#events += 1;
    this.#leftSeenAt = this.#events;
    this.#untoldThen = permit.untoldBefore;
    this.#learnEnd(reading, now);
    return this.#bucketOf(remaining, reading, now);
  }

  /** Where nothing was left, the window is over now. */
  endIfSpent(): void {
    if (this.#left !== undefined && this.#left <= 0) this.#renewsAtMs = this.#clock.now();
  }

  /** @returns whether it is over now; then the next one may have begun with what is on its way */
  endInTime(): boolean {
    const now = this.#clock.now();
    if (this.#left === undefined || this.#renewsAtMs === undefined || now < this.#renewsAtMs) return false;
    // Who tells only that nothing is left has told no limit. A bucket is not as full as was told, if more was drawn since.
    const drawn = this.#untold - this.#untoldThen;
    this.#left = this.most > 0 ? this.most - drawn : undefined;
    // What told nothing may have begun a window: where too little is left beside it, that ends.
    this.#mayBegin = this.#endIsTold && drawn > 0;
    this.#renewsAtMs = this.#mayBegin ? now + this.#windowMs + DEFAULT_FLIGHT_MS : undefined;
    this.#untoldThen = this.#untold;
    this.#beganAtMs = now;
    this.#events += 1;
    this.#leftSeenAt = this.#events;
    return true;
  }

  /** @returns whether what was told is too old to hold */
  forgetInTime(): boolean {
    if (this.#left === undefined || this.#clock.now() < this.forgetsAtMs) return false;
    this.#left = undefined;
    this.#renewsAtMs = undefined;
    this.#signs = new BucketSigns();
    return true;
  }

  #learnEnd({ resetMs, windowMs }: LimitReading, now: number): void {
    if (windowMs !== undefined) this.#windowMs = windowMs;
    else if (resetMs !== undefined) this.#windowMs = Math.max(resetMs, Math.min(this.#windowMs, UNTOLD_WINDOW_MS));
    const endsInMs = resetMs ?? windowMs;
    if (endsInMs === undefined) return;
    this.#endIsTold = true;
    this.#renewsAtMs = now + endsInMs + DEFAULT_MARGIN_MS;
  }

  #bucketOf(remaining: number, reading: LimitReading, now: number): ShownBucket | undefined {
    if (this.#limit === undefined) return undefined;
    const { missing, refillPerSecond } = refillOf(this.#limit, remaining, reading);
    if (refillPerSecond === undefined) return undefined;
    const { resetMs = 0, restorePerSecond } = reading;
    const told = { missing, resetMs, endsAtMs: Number(this.#renewsAtMs) };
    const isShown = restorePerSecond !== undefined || this.#signs.note(now, told);
    return isShown ? { limit: this.#limit, refillPerSecond, learntBy: missing } : undefined;
  }

  /** Of a bucket that is in debt nothing is left, and it takes the longer to be full. */
  #endsLater({ resetMs }: LimitReading, now: number): boolean {
    return resetMs !== undefined && this.#renewsAtMs !== undefined && now + resetMs > this.#renewsAtMs;
  }

  /** Whether an answer may tell of a window that was over before it came. */
  #isOver({ sentAtMs }: WhenSent, { resetMs }: LimitReading): boolean {
    return sentAtMs < this.#beganAtMs && resetMs !== undefined && sentAtMs + resetMs <= this.#beganAtMs;
  }
}
