import type { Clock } from '../../time/clock.ts';
import type { BucketPermit } from './bucket-limiter.ts';
import { BucketSigns } from './bucket-signs.ts';
import { LearntBucket, refillOf } from './learnt-bucket.ts';
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
  /** Of a limit that is known to be a bucket. */
  drawn: BucketPermit | undefined;
}

/** Attempts that may be on their way before an answer has told anything. */
const UNKNOWING = 10;
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
  readonly #members: () => number;
  /** By how many what is left is divided. */
  #sharers = 1;
  /** Those of which nothing was told yet. */
  readonly #flying = new Set<LearntPermit>();
  #reserve = 0;
  #events = 0;
  /** What requests have cost that told nothing. */
  #untold = 0;
  /** Whether an answer told nothing, so that no answer may. */
  #isSilent = false;
  /** What requests have cost that were answered. */
  #answered = 0;
  /** What requests cost that were sent in this window. */
  #spent = 0;
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
  /** Whether the window that runs may begin only with what is sent next. */
  #mayBegin = false;
  #windowMs = UNTOLD_WINDOW_MS;
  /** When the last window that ended made room for this one. */
  #beganAtMs = 0;
  /** Whether answers ever told when a window ends. */
  #endIsTold = false;
  #signs = new BucketSigns();
  #bucket: LearntBucket | undefined;

  /** @param members how many clients share the limit; each takes its part of what is left */
  constructor(clock: Clock, members = () => 1) {
    this.#clock = clock;
    this.#members = members;
  }

  get capacity(): number {
    return this.#limit ?? Number.POSITIVE_INFINITY;
  }

  hasRoom(cost = 1): boolean {
    this.#forget();
    this.#divide();
    const alone = this.#flying.size === 0;
    if (this.#bucket !== undefined) return this.#bucket.hasRoom(this.#ofBucket(cost));
    if (this.#left === undefined) return this.#isSilent || alone || this.#flying.size < UNKNOWING / this.#sharers;
    const free = this.#left - this.#reserve;
    if (free >= cost && (this.#sharers === 1 || this.#isOwn(cost, free))) return true;
    const unknown = !this.#endIsTold || (this.#limit === undefined && cost > this.#most);
    return unknown && this.#renewsAtMs === undefined && alone && this.#clock.now() >= this.#triesAtMs;
  }

  roomAtMs(cost: number): number {
    if (this.#bucket !== undefined) return Math.min(this.#bucket.roomAtMs(this.#ofBucket(cost)), this.#forgetsAtMs);
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
    if (this.#left !== undefined && this.#endIsTold && (this.#renewsAtMs === undefined || this.#mayBegin)) {
      this.#renewsAtMs = now + this.#windowMs + DEFAULT_FLIGHT_MS;
    }
    this.#mayBegin = false;
    const permit = {
      sentAtMs: now,
      cost,
      sentAt: ++this.#events,
      untoldBefore: this.#untold,
      answeredBefore: this.#answered,
      answered: false,
      drawn,
    };
    this.#flying.add(permit);
    this.#reserve += cost;
    this.#spent += cost;
    return permit;
  }

  answered(permit: LearntPermit): void {
    this.#answered += permit.cost;
    permit.answered = true;
    if (permit.drawn !== undefined) this.#bucket?.answered(permit.drawn);
  }

  settle(permit: LearntPermit, cost: number): void {
    if (this.#flying.has(permit)) this.#reserve += cost - permit.cost;
    this.#spent += cost - permit.cost;
    if (permit.drawn !== undefined) this.#bucket?.settle(permit.drawn, cost);
    if (permit.answered) this.#answered += cost - permit.cost;
    permit.cost = cost;
  }

  observe(permit: LearntPermit, remaining: number, reading: LimitReading = {}): void {
    const now = this.#clock.now();
    this.#land(permit);
    this.#toldAtMs = now;
    this.#most = Math.max(this.#most, remaining);
    if (reading.limit !== undefined && reading.limit > 0) this.#limit = Math.max(1, Math.floor(reading.limit));
    if (this.#bucket !== undefined) {
      if (permit.drawn === undefined) return;
      this.#divide();
      this.#bucket.heard(permit.drawn, this.#answered - permit.answeredBefore - permit.cost, remaining, reading);
      return;
    }
    // Of a request that was sent before the last word came, only less is news.
    const left = remaining - (this.#untold - permit.untoldBefore);
    const isLess = left < Number(this.#left) || (left === this.#left && this.#endsLater(reading, now));
    const isNews = permit.sentAt > this.#leftSeenAt || (isLess && !this.#isOver(permit, reading));
    if (this.#left === undefined || isNews) {
      const more = left > (this.#left ?? 0);
      /* seam: learnt-remaining */ this.#left = left;
      this.#leftSeenAt = ++this.#events;
      this.#untoldThen = permit.untoldBefore;
      this.#learnEnd(remaining, reading, now);
      if (more) this.#tell();
    }
  }

  untold(): void {
    this.#isSilent = true;
    this.#tell();
  }

  /** A request that told nothing is taken for counted. */
  release(permit: LearntPermit): void {
    if (this.#land(permit)) {
      this.#untold += permit.cost;
      if (this.#left !== undefined) this.#left -= permit.cost;
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
  #learnEnd(remaining: number, reading: LimitReading, now: number): void {
    const { resetMs, windowMs, restorePerSecond } = reading;
    if (windowMs !== undefined) this.#windowMs = windowMs;
    const endsInMs = resetMs ?? windowMs;
    if (endsInMs !== undefined) {
      this.#endIsTold = true;
      this.#renewsAtMs = now + endsInMs + DEFAULT_MARGIN_MS;
    }
    if (resetMs !== undefined && windowMs === undefined) {
      this.#windowMs = Math.max(resetMs, Math.min(this.#windowMs, UNTOLD_WINDOW_MS));
    }
    const limit = this.#limit;
    if (limit === undefined) return;
    const { missing, refillPerSecond } = refillOf(limit, remaining, reading);
    if (refillPerSecond === undefined) return;
    const isBucket = restorePerSecond !== undefined || this.#signs.note(now, Number(this.#renewsAtMs), refillPerSecond);
    if (isBucket) this.#becomeBucket(limit, refillPerSecond, missing);
  }

  /** Of a bucket that is in debt nothing is left, and it takes the longer to be full. */
  #endsLater({ resetMs }: LimitReading, now: number): boolean {
    return resetMs !== undefined && this.#renewsAtMs !== undefined && now + resetMs > this.#renewsAtMs;
  }

  /** Whether an answer may tell of a window that was over before it came. */
  #isOver({ sentAtMs }: LearntPermit, { resetMs }: LimitReading): boolean {
    return sentAtMs < this.#beganAtMs && resetMs !== undefined && sentAtMs + resetMs <= this.#beganAtMs;
  }

  #becomeBucket(limit: number, refillPerSecond: number, learntBy: number): void {
    const bucket = new LearntBucket({ limit, refillPerSecond, learntBy, sharers: this.#sharers, clock: this.#clock });
    bucket.onRoom = () => this.#tell();
    // Whether what is on its way is in what is left already is not known: it is drawn once more.
    for (const permit of this.#flying) permit.drawn = bucket.send(permit.cost);
    bucket.fill((this.#left ?? 0) / this.#sharers);
    bucket.demand({ waiting: this.#waiting, cost: 0, next: 0, turn: 0 });
    this.#bucket = bucket;
  }

  /** @returns whether nothing was told of it yet */
  #land(permit: LearntPermit): boolean {
    if (!this.#flying.delete(permit)) return false;
    this.#reserve = this.#flying.size === 0 ? 0 : this.#reserve - permit.cost;
    return true;
  }

  /** Beyond its part of the window calls go one by one: others may have sent what nobody was told of yet. */
  #isOwn(cost: number, free: number): boolean {
    const part = (this.#limit ?? this.#most) / this.#sharers;
    if (part - this.#spent >= cost) return true;
    return this.#flying.size === 0 && (cost > part || free / this.#sharers >= cost);
  }

  /** A call that is larger than the part of a bucket goes alone, when that is full. */
  #ofBucket(cost: number): number {
    return this.#flying.size === 0 ? Math.min(cost, this.#bucket?.capacity ?? cost) : cost;
  }

  #divide(): void {
    this.#sharers = Math.max(1, this.#members());
    if (this.#limit !== undefined) this.#bucket?.divide(this.#limit, this.#sharers);
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
      this.#spent = 0;
      this.#isSilent = false;
      this.#bucket = undefined;
      this.#renewsAtMs = undefined;
      this.#signs = new BucketSigns();
      for (const permit of this.#flying) permit.drawn = undefined;
    } else if (this.#bucket === undefined && this.#renewsAtMs !== undefined && now >= this.#renewsAtMs) {
      // The window is over. What is on its way may be counted in the next one.
      // Who tells only that nothing is left has told no limit. A bucket is not as full as was told, if more was drawn since.
      const most = this.#limit ?? (this.#most || undefined);
      this.#left = most === undefined ? undefined : most - (this.#untold - this.#untoldThen);
      // What told nothing may have begun a window: where too little is left beside it, that ends.
      const mayHaveBegun = this.#endIsTold && this.#untold > this.#untoldThen;
      this.#untoldThen = this.#untold;
      this.#renewsAtMs = mayHaveBegun ? now + this.#windowMs + DEFAULT_FLIGHT_MS : undefined;
      this.#mayBegin = mayHaveBegun;
      this.#spent = this.#reserve;
      this.#beganAtMs = now;
      this.#leftSeenAt = ++this.#events;
    }
  }

  #tell(): void {
    if (this.#waiting > 0) this.onRoom();
  }
}
