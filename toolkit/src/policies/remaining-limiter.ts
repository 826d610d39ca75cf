import type { Waiting } from '../call-scope.ts';
import { Waiters } from './waiters.ts';

/** When an attempt was sent, on the limiter's own count of what happened. */
export interface RemainingPermit {
  readonly sentAt: number;
}

/**
 * A rate limiter for a server that tells how many requests are left in a
 * window (`Remaining`) but not when it counts them.
 *
 * Sends only while R - F > 0: R is the smallest `Remaining` seen since the
 * last reset, F what is in flight. Some of F is in R already, so this errs on
 * the safe side near the window's end and never above it.
 */
export class RemainingLimiter {
  readonly #limit: number;
  readonly #waiters = new Waiters();
  #remaining: number;
  #remainingSeenAt = 0;
  #inFlight = 0;
  #events = 0;

  /** @param limit requests in a whole window: R before the first response */
  constructor(limit: number) {
    this.#limit = limit;
    this.#remaining = limit;
  }

  get remaining(): number {
    return this.#remaining;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes a permit if one is left and nobody waits for it. */
  tryAcquire(): boolean {
    if (this.#waiters.size > 0 || !this.#hasRoom()) return false;
    this.#inFlight += 1;
    return true;
  }

  /** Waits for a permit; whoever gets one owes a {@link release}. */
  async acquire(call: Waiting): Promise<void> {
    if (this.tryAcquire()) return;
    // The permit is counted by #admit(), before it looks at the next in line.
    await this.#waiters.join(call);
  }

  /** False if the server's word has changed since the permits in flight were given. */
  get mayStillSend(): boolean {
    return this.#remaining - this.#inFlight >= 0;
  }

  /** To be called when the attempt leaves. */
  send(): RemainingPermit {
    return { sentAt: ++this.#events };
  }

  /** Takes in a response's `Remaining`. Must come before the permit's {@link release}. */
  observe(permit: RemainingPermit, remaining: number): void {
    // Within a window the count only falls, and this request was counted after the smallest count was written:
    // a larger one means that a new window has begun.
    const windowIsNew = remaining > this.#remaining && permit.sentAt > this.#remainingSeenAt;
    if (remaining >= this.#remaining && !windowIsNew) return;
    this.#remaining = remaining;
    this.#remainingSeenAt = ++this.#events;
    this.#admit();
  }

  release(): void {
    this.#inFlight -= 1;
    this.#admit();
  }

  /** The pause that the server told is over, and with it the window. */
  reset(): void {
    this.#remaining = this.#limit;
    this.#remainingSeenAt = ++this.#events;
    this.#admit();
  }

  #hasRoom(): boolean {
    return this.#remaining - this.#inFlight > 0;
  }

  #admit(): void {
    while (this.#hasRoom() && this.#waiters.releaseFirst()) this.#inFlight += 1;
  }
}
