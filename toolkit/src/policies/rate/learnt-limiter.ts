import type { Clock } from '../../time/clock.ts';
import type { BucketPermit } from './bucket-limiter.ts';
import { LearntBucket } from './learnt-bucket.ts';
import { LearntWindow, type ShownBucket, type WhenSent } from './learnt-window.ts';
import type { AttemptPermit, Demand, LimitReading, PermitLimiter } from './permit-limiter.ts';

export interface LearntPermit extends Omit<AttemptPermit, keyof WhenSent>, WhenSent {
  cost: number;
  /** What requests had cost that were answered before it left. */
  readonly answeredBefore: number;
  answered: boolean;
  /** Of a limit that is known to be a bucket. */
  drawn: BucketPermit | undefined;
}

/** Attempts that may be on their way before an answer has told anything. */
const UNKNOWING = 10;

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
  readonly #window: LearntWindow;
  #bucket: LearntBucket | undefined;
  /** Those of which nothing was told yet. */
  readonly #flying = new Set<LearntPermit>();
  #reserve = 0;
  /** Whether an answer told nothing, so that no answer may. */
  #isSilent = false;
  /** What requests have cost that were answered. */
  #answered = 0;
  /** What requests cost that were sent in this window. */
  #spent = 0;
  #waiting = 0;

  /** @param members how many clients share the limit; each takes its part of what is left */
  constructor(clock: Clock, members = () => 1) {
    this.#clock = clock;
    this.#members = members;
    this.#window = new LearntWindow(clock);
  }

  get capacity(): number {
    return this.#window.limit ?? Number.POSITIVE_INFINITY;
  }

  get toldLeft(): number | undefined {
    this.#pass();
    const left = this.#bucket?.level ?? this.#window.left;
    return left === undefined ? undefined : Math.max(0, left - this.#reserve);
  }

  hasRoom(cost = 1): boolean {
    this.#pass();
    this.#divide();
    const alone = this.#flying.size === 0;
    if (this.#bucket !== undefined) return this.#bucket.hasRoom(this.#ofBucket(cost));
    const { left } = this.#window;
    if (left === undefined) return this.#isSilent || alone || this.#flying.size < UNKNOWING / this.#sharers;
    const free = left - this.#reserve;
    if (free >= cost && (this.#sharers === 1 || this.#isOwn(cost, free))) return true;
    return alone && this.#window.mayTry(cost);
  }

  roomAtMs(cost: number): number {
    const { left, forgetsAtMs, moreAtMs } = this.#window;
    if (this.#bucket !== undefined) return Math.min(this.#bucket.roomAtMs(this.#ofBucket(cost)), forgetsAtMs);
    if (left === undefined) return Number.POSITIVE_INFINITY;
    // Each answer tells more.
    return this.#flying.size > 0 ? forgetsAtMs : moreAtMs;
  }

  refillMs(cost: number): number {
    if (this.#bucket !== undefined) return this.#bucket.refillMs(cost);
    const { limit, windowMs } = this.#window;
    return limit === undefined ? 0 : (cost / limit) * windowMs;
  }

  demand(demand: Demand): void {
    this.#waiting = demand.waiting;
    this.#bucket?.demand(demand);
  }

  send(cost = 1): LearntPermit {
    const drawn = this.#bucket?.send(cost);
    const permit = { ...this.#window.sent(), cost, answeredBefore: this.#answered, answered: false, drawn };
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

  settle(permit: LearntPermit, cost: number, estimate?: number): void {
    if (this.#flying.has(permit)) this.#reserve += cost - permit.cost;
    this.#spent += cost - permit.cost;
    if (permit.drawn !== undefined) this.#bucket?.settle(permit.drawn, cost, estimate);
    // What turns out to have cost less is not taken back: some may have left meanwhile, who had it before them.
    if (permit.answered) this.#answered += Math.max(0, cost - permit.cost);
    permit.cost = cost;
  }

  observe(permit: LearntPermit, remaining: number, reading: LimitReading = {}): void {
    this.#land(permit);
    this.#window.told(reading);
    if (this.#bucket !== undefined) {
      if (permit.drawn === undefined) return;
      this.#divide();
      this.#bucket.heard(permit.drawn, this.#answered - permit.answeredBefore - permit.cost, remaining, reading);
      return;
    }
    const before = this.#window.left ?? 0;
    const shown = this.#window.heard(permit, remaining, reading);
    if (shown !== undefined) this.#becomeBucket(shown, before - permit.cost);
    if (Number(this.#window.left) > before) this.#tell();
  }

  untold(): void {
    this.#isSilent = true;
    this.#tell();
  }

  release(permit: LearntPermit): void {
    if (this.#land(permit)) this.#window.untold(permit.cost);
    if (permit.drawn !== undefined) this.#bucket?.release(permit.drawn);
    this.#tell();
  }

  /** No contract has it, so nobody sets it. */
  setLimit(): void {}

  /** Call it when the pause that the server told is over. If nothing was left, the window is over, too. */
  reset(): void {
    this.#window.endIfSpent();
    this.#pass();
    this.#tell();
  }

  /** @param known what was left by the last word, less what the request took whose answer has told now */
  #becomeBucket(shown: ShownBucket, known: number): void {
    const bucket = new LearntBucket({ ...shown, sharers: this.#sharers, clock: this.#clock });
    bucket.onRoom = () => this.#tell();
    for (const permit of this.#flying) permit.drawn = bucket.send(permit.cost);
    const left = this.#window.left ?? 0;
    // What is on its way may be missing already from what is left; what is missing beyond that, others have drawn. Of
    // several processes none knows what is on its way from the others.
    const level = this.#sharers > 1 ? left : Math.max(left, Math.min(known, left + this.#reserve));
    bucket.fill(level / this.#sharers);
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
    const part = this.#window.most / this.#sharers;
    if (part - this.#spent >= cost) return true;
    return this.#flying.size === 0 && (cost > part || free / this.#sharers >= cost);
  }

  /** A call that is larger than the part of a bucket goes alone, when that is full. */
  #ofBucket(cost: number): number {
    return this.#flying.size === 0 ? Math.min(cost, this.#bucket?.capacity ?? cost) : cost;
  }

  #divide(): void {
    this.#sharers = Math.max(1, this.#members());
    const { limit } = this.#window;
    if (limit !== undefined) this.#bucket?.divide(limit, this.#sharers);
  }

  /** Takes in that time has passed. */
  #pass(): void {
    if (this.#window.forgetInTime()) {
      this.#spent = 0;
      this.#isSilent = false;
      this.#bucket = undefined;
      for (const permit of this.#flying) permit.drawn = undefined;
    } else if (this.#bucket === undefined && this.#window.endInTime()) this.#spent = this.#reserve;
  }

  #tell(): void {
    if (this.#waiting > 0) this.onRoom();
  }
}
