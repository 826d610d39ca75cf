import type { Clock } from '../time/clock.ts';
import type { MemberCount } from './member-count.ts';
import type { PoolEntry } from './pool-entry.ts';

/** A process that is late by more than this stood still. */
const STANDSTILL_MS = 1_000;

export interface ShareLeaseOptions {
  clock: Clock;
  leaseMs: number;
  timeoutMs: number;
  count: MemberCount;
  /** The member's pools; more may be added later. */
  entries: ReadonlyMap<string, Pick<PoolEntry, 'pool' | 'keepFairShare'>>;
}

/** Tells until when a member's shares are its own, and what is left of them while the store does not answer. */
export class ShareLease {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #timeoutMs: number;
  readonly #count: MemberCount;
  readonly #entries: ShareLeaseOptions['entries'];
  /** When the lease ends, by this process's clock. */
  #untilMs = Number.NEGATIVE_INFINITY;
  #renewed = false;
  /** When this process, being awake, last saw the store silent; undefined while the store answers. */
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

  /** Whether there ever was a lease. */
  get renewed(): boolean {
    return this.#renewed;
  }

  /** Whether what is held may be used now. */
  readonly usable = (nowMs: number): boolean => nowMs < this.#untilMs || (!this.#ended && this.holds(nowMs));

  /**
   * Whether what is held is still this member's: its lease holds, or this process was awake just now and saw the store
   * silent. In the second case the member keeps its fair share at most.
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

  /** @param sentAtMs when the request left; by the store's clock the lease starts, and ends, later */
  renew(sentAtMs: number): void {
    this.#renewed = true;
    this.#untilMs = sentAtMs + this.#leaseMs;
    this.#silentAtMs = undefined;
  }

  /** Notes that the store does not answer. */
  missAnswer(): void {
    this.#silentAtMs = this.#clock.now();
  }

  /**
   * The lease ended while the process stood still, so others may have what it held. The wait for a fair share starts at
   * `atMs`.
   */
  lapse(atMs: number): void {
    this.#untilMs = atMs;
  }

  /** The member leaves: it uses nothing after its lease. */
  end(): void {
    this.#ended = true;
  }

  /**
   * After the lease, others may get what is held above the fair share at any time, so it is given up. What is missing
   * from the fair share is taken only when all others must have shrunk to theirs.
   */
  #keepFairShare(now: number): void {
    // A pool that changes calls `usable` again, which would lead back here.
    if (this.#keepsFairShare) return;
    this.#keepsFairShare = true;
    for (const entry of this.#entries.values()) {
      const shrunkAtMs = this.#renewed ? this.#untilMs + this.#leaseMs + entry.pool.cycleMs : now;
      entry.keepFairShare(this.#count.atMost, now >= shrunkAtMs);
    }
    this.#keepsFairShare = false;
  }
}
