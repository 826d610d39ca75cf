import type { Clock } from '../../time/clock.ts';
import type { AttemptPermit, LimitUse } from './permit-limiter.ts';
import { RemainingLimiter, type RemainingPermit } from './remaining-limiter.ts';
import { DEFAULT_FLIGHT_MS, DEFAULT_MARGIN_MS } from './token-cycle-options.ts';
import { addLump, type Lump } from './token-ledger.ts';

export interface PacedPermit extends RemainingPermit {
  readonly sentAtMs: number;
  /** Whether the server has counted it for certain, or it was given up. */
  landed: boolean;
}

export interface PacedRemainingOptions {
  /** Requests in a whole window. */
  limit: number;
  windowMs: number;
  clock: Clock;
  /** How many clients share what no answer tells; each takes its part of it. Default: one. */
  members?: (() => number) | undefined;
}

/** Who waits for a part of what is shared looks again after so long. */
const LOOKS_AFTER_MS = 1_000;

/**
 * A {@link RemainingLimiter} for a server that may not tell what is left after all. Until an answer tells it, and from the
 * first answer on that does not, it sends no more than the limit in any stretch of a window's length: a request counts
 * from its sending until a window after its answer, since the server counts it in between. What was told holds until its
 * window is over.
 */
export class PacedRemainingLimiter extends RemainingLimiter {
  readonly #windowMs: number;
  readonly #clock: Clock;
  readonly #members: () => number;
  /** Whether nothing was told since an answer told nothing, or at all. */
  #silent = true;
  #untoldAtMs = Number.NEGATIVE_INFINITY;
  /** When the window is over of which was told last. */
  #toldUntilMs = Number.NEGATIVE_INFINITY;
  #flying = 0;
  /** When those that have landed count no more, and how many they are. */
  readonly #resting: Lump[] = [];
  #rests = 0;

  constructor({ limit, windowMs, clock, members = () => 1 }: PacedRemainingOptions) {
    super(limit, windowMs);
    this.#windowMs = windowMs;
    this.#clock = clock;
    this.#members = members;
  }

  override hasRoom(cost = 1): boolean {
    if (!this.#silent) return super.hasRoom();
    const now = this.#clock.now();
    return /* seam: first-window */ this.#free(now) >= cost && (now >= this.#toldUntilMs || super.hasRoom());
  }

  override roomAtMs(cost = 1): number {
    if (!this.#silent) return super.roomAtMs();
    const now = this.#clock.now();
    const isFree = this.#free(now) >= cost;
    // How many share it may change at any time.
    const looksAtMs = this.#members() > 1 ? now + LOOKS_AFTER_MS : Number.POSITIVE_INFINITY;
    const freeAtMs = isFree ? now : Math.min(this.#resting[0]?.[0] ?? Number.POSITIVE_INFINITY, looksAtMs);
    return super.hasRoom() ? freeAtMs : Math.max(freeAtMs, this.#toldUntilMs);
  }

  override refillMs(cost = 1): number {
    return this.#silent ? (cost / this.capacity) * this.#windowMs : super.refillMs();
  }

  override send(): PacedPermit {
    this.#flying += 1;
    return { ...super.send(), sentAtMs: this.#clock.now(), landed: false };
  }

  override answered(permit?: AttemptPermit): void {
    this.#land(permit as PacedPermit, this.#clock.now());
  }

  override observe(permit: PacedPermit, told: number): void {
    // What left later is told of with all that was answered without a word.
    if (permit.sentAtMs > this.#untoldAtMs) this.#silent = false;
    this.#toldUntilMs = this.#clock.now() + this.#windowMs;
    super.observe(permit, told);
  }

  untold(): void {
    this.#silent = true;
    this.#untoldAtMs = this.#clock.now();
    // There is room at a time, where there was room by answers alone.
    this.onRoom();
  }

  override release(permit: PacedPermit): void {
    // What is cut off may still be on its way.
    this.#land(permit, Math.max(this.#clock.now(), permit.sentAtMs + DEFAULT_FLIGHT_MS));
    super.release(permit);
  }

  override use(nowMs: number): LimitUse {
    const told = super.use(nowMs);
    if (!this.#silent || nowMs < this.#toldUntilMs) return told;
    this.#collect(nowMs);
    return { used: Math.min(this.capacity, this.#flying + this.#rests), owed: 0 };
  }

  /** How many of its part, which is one at least, are not in a window that ends now; below 0 where more are in it. */
  #free(now: number): number {
    this.#collect(now);
    const part = Math.max(1, Math.floor(this.capacity / this.#members()));
    return Math.min(part, this.capacity) - this.#flying - this.#rests;
  }

  #land(permit: PacedPermit, countedAtMs: number): void {
    if (permit.landed) return;
    permit.landed = true;
    this.#flying -= 1;
    // Where answers tell, nobody asks for room here.
    this.#collect(this.#clock.now());
    this.#rests += 1;
    addLump(this.#resting, countedAtMs + this.#windowMs + DEFAULT_MARGIN_MS, 1);
  }

  #collect(now: number): void {
    while ((this.#resting[0]?.[0] ?? Number.POSITIVE_INFINITY) <= now)
      this.#rests -= (this.#resting.shift() as Lump)[1];
  }
}
