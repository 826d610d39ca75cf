import type { Clock } from '../../time/clock.ts';
import { BucketLimiter, type BucketPermit } from './bucket-limiter.ts';
import { BucketSigns } from './bucket-signs.ts';
import type { AttemptPermit, Demand, LimitReading, PermitLimiter } from './permit-limiter.ts';
import { DEFAULT_FLIGHT_MS, DEFAULT_MARGIN_MS } from './token-cycle-options.ts';

export interface LearntPermit extends AttemptPermit {
  readonly sentAtMs: number;
  cost: number;
  /** Its place in the order of all events. */
  readonly sentAt: number;
  /** What requests that told nothing had cost before it left. */
  readonly untoldBefore: number;
  /** What requests had cost that were answered before it left. */
  readonly answeredBefore: number;
  answered: boolean;
  /** Whether its answer has told what is left. */
  told: boolean;
  /** Of a limit that is known to be a bucket. */
  drawn: BucketPermit | undefined;
}

/** Attempts that may be on their way before an answer has told anything. */
const UNKNOWING = 10;
/** An answer by which so many times as much was missing tells better what flows in. */
const BETTER = 1.3;
/** How long what was told holds, where no answer tells when it ends. */
const UNTOLD_WINDOW_MS = 60_000;
/** Where no answer says when there is more, one attempt tries, this long after the last one was told. */
const TRIES_AFTER_MS = 1_000;

/**
 * A rate limiter for a limit that no contract tells: what answers say is left is all that may be used, less what is on
 * its way, until the window ends that they tell of. Where that end moves on with what is used, the limit is a bucket: it
 * is full at that end, so what flows in is known, and it is paced as one. What was told is forgotten after two windows.
 */
export class LearntLimiter implements PermitLimiter<LearntPermit> {
  onRoom: () => void = () => {};
  readonly #clock: Clock;
  readonly #flying = new Set<LearntPermit>();
  #reserve = 0;
  #events = 0;
  /** What requests have cost that told nothing. */
  #untold = 0;
  /** Whether an answer told nothing, so that no answer may. */
  #isSilent = false;
  /** What requests have cost that were answered. */
  #answered = 0;
  #waiting = 0;
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
  #windowMs = UNTOLD_WINDOW_MS;
  /** Whether answers ever told when a window ends. */
  #endIsTold = false;
  #signs = new BucketSigns();
  #bucket: BucketLimiter | undefined;
  /** How much was missing when it was learnt what flows in. */
  #learntBy = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get capacity(): number {
    return this.#limit ?? Number.POSITIVE_INFINITY;
  }

  hasRoom(cost = 1): boolean {
    this.#forget();
    if (this.#bucket !== undefined) return this.#bucket.hasRoom(cost);
    if (this.#left === undefined) return this.#isSilent || this.#flying.size < UNKNOWING;
    if (this.#left - this.#reserve >= cost) return true;
    const unknown = !this.#endIsTold || (this.#limit === undefined && cost > this.#most);
    return unknown && this.#renewsAtMs === undefined && this.#flying.size === 0 && this.#clock.now() >= this.#triesAtMs;
  }

  roomAtMs(cost: number): number {
    if (this.#bucket !== undefined) return Math.min(this.#bucket.roomAtMs(cost), this.#forgetsAtMs);
    if (this.#left === undefined) return Number.POSITIVE_INFINITY;
    // Each answer tells more.
    if (this.#flying.size > 0) return this.#forgetsAtMs;
    return this.#renewsAtMs ?? this.#triesAtMs;
  }

  refillMs(cost: number): number {
    if (this.#bucket !== undefined) return this.#bucket.refillMs(cost);
    return this.#limit === undefined ? 0 : (cost / this.#limit) * this.#windowMs;
  }

  demand(demand: Demand): void {
    this.#waiting = demand.waiting;
    this.#bucket?.demand(demand);
  }

  send(cost = 1): LearntPermit {
    const now = this.#clock.now();
    const drawn = this.#bucket?.send(cost);
    // It may begin a window, of which nothing is told yet.
    if (this.#left !== undefined && this.#endIsTold) this.#renewsAtMs ??= now + this.#windowMs + DEFAULT_FLIGHT_MS;
    const permit = {
      sentAtMs: now,
      cost,
      sentAt: ++this.#events,
      untoldBefore: this.#untold,
      answeredBefore: this.#answered,
      answered: false,
      told: false,
      drawn,
    };
    this.#flying.add(permit);
    this.#reserve += cost;
    return permit;
  }

  answered(permit: LearntPermit): void {
    this.#answered += permit.cost;
    permit.answered = true;
    if (permit.drawn !== undefined) this.#bucket?.answered(permit.drawn);
  }

  settle(permit: LearntPermit, cost: number): void {
    if (this.#flying.has(permit)) this.#reserve += cost - permit.cost;
    if (permit.drawn !== undefined) this.#bucket?.settle(permit.drawn, cost);
    if (permit.answered) this.#answered += cost - permit.cost;
    permit.cost = cost;
  }

  observe(permit: LearntPermit, remaining: number, reading: LimitReading = {}): void {
    const now = this.#clock.now();
    permit.told = true;
    this.#toldAtMs = now;
    this.#most = Math.max(this.#most, remaining);
    if (reading.limit !== undefined && reading.limit > 0) this.#limit = Math.max(1, Math.floor(reading.limit));
    if (this.#bucket !== undefined) {
      if (permit.drawn === undefined) return;
      if (this.#limit !== undefined && this.#limit !== this.#bucket.capacity) this.#bucket.setLimit(this.#limit);
      /* seam: learnt-bucket */ this.#bucket.observe(permit.drawn, remaining);
      // What was answered since it left may have been drawn after it.
      const least = remaining - (this.#answered - permit.answeredBefore - permit.cost);
      if (least > this.#bucket.level) this.#bucket.fill(least);
      if (reading.restorePerSecond === undefined) this.#learnRefill(remaining, reading.resetMs);
      return;
    }
    // Of a request that was sent before the last word came, only less is news.
    const left = remaining - (this.#untold - permit.untoldBefore);
    if (this.#left === undefined || left < this.#left || permit.sentAt > this.#leftSeenAt) {
      const more = left > (this.#left ?? 0);
      /* seam: learnt-remaining */ this.#left = left;
      this.#leftSeenAt = ++this.#events;
      this.#untoldThen = permit.untoldBefore;
      this.#learnEnd(remaining, reading, now);
      if (more) this.#tell();
    }
  }

  /** A request that told nothing is taken for counted. */
  release(permit: LearntPermit): void {
    if (this.#flying.delete(permit)) {
      this.#reserve -= permit.cost;
      if (!permit.told) {
        this.#isSilent ||= permit.answered;
        this.#untold += permit.cost;
        if (this.#left !== undefined) this.#left -= permit.cost;
      }
    }
    if (permit.drawn !== undefined) this.#bucket?.release(permit.drawn);
    this.#tell();
  }

  /** No contract has it, so nobody sets it. */
  setLimit(): void {}

  /** Call it when the pause that the server told is over. If nothing was left, the window is over, too. */
  reset(): void {
    if (this.#left !== undefined && this.#left <= 0) {
      this.#renewsAtMs = this.#clock.now();
      this.#forget();
    }
    this.#tell();
  }

  /** @param remaining what was told to be left */
  #learnEnd(remaining: number, { resetMs, windowMs, restorePerSecond }: LimitReading, now: number): void {
    if (windowMs !== undefined) this.#windowMs = windowMs;
    if (restorePerSecond !== undefined && this.#limit !== undefined) {
      this.#becomeBucket(this.#limit, restorePerSecond);
      return;
    }
    const endsInMs = resetMs ?? windowMs;
    if (endsInMs === undefined) return;
    this.#endIsTold = true;
    const endsAtMs = now + endsInMs + DEFAULT_MARGIN_MS;
    this.#renewsAtMs = endsAtMs;
    if (resetMs === undefined) return;
    if (windowMs === undefined) this.#windowMs = Math.max(resetMs, Math.min(this.#windowMs, UNTOLD_WINDOW_MS));
    const missing = (this.#limit ?? 0) - remaining;
    if (this.#signs.note(now, endsAtMs, missing / resetMs)) this.#learnRefill(remaining, resetMs);
  }

  /** By when it is full. What is left is rounded down: the more is missing, the better is it known what flows in. */
  #learnRefill(remaining: number, resetMs = 0): void {
    const missing = (this.#limit ?? 0) - remaining - 1;
    if (this.#limit === undefined || resetMs <= 0 || missing < BETTER * this.#learntBy) return;
    this.#learntBy = missing;
    const refillPerSecond = /* seam: learnt-refill */ (missing / resetMs) * 1_000;
    if (this.#bucket === undefined) this.#becomeBucket(this.#limit, refillPerSecond);
    else this.#bucket.setRefill(refillPerSecond);
  }

  #becomeBucket(limit: number, refillPerSecond: number): void {
    const clock = this.#clock;
    const options = { limit, refillPerSecond, marginMs: DEFAULT_MARGIN_MS, flightMs: DEFAULT_FLIGHT_MS, clock };
    const bucket = new BucketLimiter(options);
    bucket.onRoom = () => this.#tell();
    // Whether what is on its way is in what is left already is not known: it is drawn once more.
    for (const permit of this.#flying) if (!permit.told) permit.drawn = bucket.send(permit.cost);
    bucket.fill(this.#left ?? 0);
    bucket.demand({ waiting: this.#waiting, cost: 0, next: 0, turn: 0 });
    this.#bucket = bucket;
  }

  get #triesAtMs(): number {
    return this.#toldAtMs + TRIES_AFTER_MS;
  }

  get #forgetsAtMs(): number {
    return this.#toldAtMs + /* seam: learnt-expires */ 2 * this.#windowMs;
  }

  #forget(): void {
    const now = this.#clock.now();
    if (this.#left === undefined) return;
    if (now >= this.#forgetsAtMs) {
      this.#left = undefined;
      this.#isSilent = false;
      this.#bucket = undefined;
      this.#learntBy = 1;
      this.#renewsAtMs = undefined;
      this.#signs = new BucketSigns();
      for (const permit of this.#flying) permit.drawn = undefined;
    } else if (this.#bucket === undefined && this.#renewsAtMs !== undefined && now >= this.#renewsAtMs) {
      // The window is over. What is on its way may be counted in the next one.
      // Who tells only that nothing is left has told no limit. A bucket is not as full as was told, if more was drawn since.
      const most = this.#limit ?? (this.#most || undefined);
      this.#left = most === undefined ? undefined : most - (this.#untold - this.#untoldThen);
      this.#untoldThen = this.#untold;
      this.#renewsAtMs = undefined;
      this.#leftSeenAt = ++this.#events;
    }
  }

  #tell(): void {
    if (this.#waiting > 0) this.onRoom();
  }
}
