import type { Clock } from '../time/clock.ts';
import type { MemberCount } from './member-count.ts';
import type { SharePool } from './pool.ts';

/** A process that is later than this stood still. */
const STANDSTILL_MS = 1_000;

export interface ShareLeaseOptions {
  clock: Clock;
  leaseMs: number;
  timeoutMs: number;
  count: MemberCount;
  /** The member's pools, as they come. */
  entries: ReadonlyMap<string, { readonly pool: SharePool }>;
}

/** Until when a member's shares are its own, and what is left of them where the store does not answer. */
export class ShareLease {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #timeoutMs: number;
  readonly #count: MemberCount;
  readonly #entries: ShareLeaseOptions['entries'];
  /** By the own clock. */
  #untilMs = Number.NEGATIVE_INFINITY;
  #renewed = false;
  /** When the store's silence was last seen, by a process that was awake; undefined while it answers. */
  #silentAtMs: number | undefined;
  #keepsFairShare = false;
  #ended = false;

  constructor({ clock, leaseMs, timeoutMs, count, entries }: ShareLeaseOptions) {
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#timeoutMs = timeoutMs;
    this.#count = count;
    this.#entries = entries;
  }

  /** Whether there ever was one. */
  get renewed(): boolean {
    return this.#renewed;
  }

  /** Whether what is held may be used now. */
  readonly usable = (nowMs: number): boolean => nowMs < this.#untilMs || (!this.#ended && this.holds(nowMs));

  /**
   * Whether what is held is this member's still: the lease holds, or the store was silent just now, as seen by a process
   * that was awake. Then it keeps its fair share at most.
   */
  holds(nowMs: number): boolean {
    if (nowMs < this.#untilMs) return true;
    if (this.#silentAtMs === undefined || this.stoodStillSince(this.#silentAtMs)) return false;
    this.#keepFairShare(nowMs);
    return true;
  }

  /** Whether more time has passed than an exchange and the wait for the next one take. */
  stoodStillSince(sinceMs: number): boolean {
    return this.#clock.now() - sinceMs > this.#timeoutMs + STANDSTILL_MS;
  }

  /** @param sentAtMs when the request left: the store's lease ends later */
  renew(sentAtMs: number): void {
    this.#renewed = true;
    this.#untilMs = sentAtMs + this.#leaseMs;
    this.#silentAtMs = undefined;
  }

  /** The store does not answer. */
  missAnswer(): void {
    this.#silentAtMs = this.#clock.now();
  }

  /** It ended before that while the process stood still, and what it held may be others': no share is left of it. */
  lapse(atMs: number): void {
    this.#untilMs = atMs;
  }

  /** The member leaves: nothing is used beyond it. */
  end(): void {
    this.#ended = true;
  }

  /**
   * After the lease, what is above the fair share may be given to others at any time. What is below it may be taken only
   * when all others must have shrunk to theirs.
   */
  #keepFairShare(now: number): void {
    // A pool that changes asks again whether it may be used.
    if (this.#keepsFairShare) return;
    this.#keepsFairShare = true;
    for (const { pool } of this.#entries.values()) {
      const fair = Math.max(1, Math.floor(pool.total / this.#count.atMost));
      const shrunkAtMs = this.#renewed ? this.#untilMs + this.#leaseMs + pool.cycleMs : now;
      if (pool.held > fair) pool.surrender(pool.held - fair);
      else if (pool.held < fair && now >= shrunkAtMs) pool.grant(new Array<number>(fair - pool.held).fill(0));
    }
    this.#keepsFairShare = false;
  }
}
