import type { AttemptPermit, Demand, LimitUse, PermitLimiter } from './permit-limiter.ts';

export interface RemainingPermit extends AttemptPermit {
  /** When the attempt was sent, on the limiter's own count of events. */
  readonly sentAt: number;
  /** How many requests had ended without an answer by then. */
  readonly unansweredBefore: number;
  /** Whether its response told what remains. */
  answered: boolean;
}

/**
 * A rate limiter for a server that tells how many requests are left in a window (`Remaining`) but not when it counts
 * them.
 *
 * It sends only while R - F > 0: R is the smallest `Remaining` seen since the last reset, F the number of requests in
 * flight. R already includes some of F, so the limiter errs on the safe side near the window's end and never sends too
 * many. Responses overtake each other: when a reset shows, a response of the new window may have come already. So R
 * becomes the smallest `Remaining` that came since the request that shows the reset left. A request that gets no answer
 * may be counted late: after any request that left before it was given up. So it lowers what the responses to those
 * tell.
 */
export class RemainingLimiter implements PermitLimiter<RemainingPermit> {
  onRoom: () => void = () => {};
  #limit: number;
  #remaining: number;
  #remainingSeenAt = 0;
  /** The counts that came. One is dropped when a later one is not above it; so they rise, and are few. */
  readonly #told: { at: number; remaining: number }[] = [];
  #nothingLeft: Pick<RemainingPermit, 'sentAt' | 'unansweredBefore'> = { sentAt: 0, unansweredBefore: 0 };
  #unanswered = 0;
  #inFlight = 0;
  #waiting = 0;
  #events = 0;
  /** How many events {@link use} has seen, and when it first saw so many. */
  #seen = { events: 0, atMs: 0 };
  readonly #windowMs: number;

  /**
   * @param limit requests in a whole window: R before the first response
   * @param windowMs how long one lasts; default: nobody asks for {@link use} beyond its end
   */
  constructor(limit: number, windowMs = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#remaining = limit;
  }

  get capacity(): number {
    return this.#limit;
  }

  get remaining(): number {
    return this.#remaining;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  hasRoom(): boolean {
    return this.#remaining - /* seam: requests-under-way */ this.#inFlight > 0;
  }

  roomAtMs(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** All cost the same, so none has a reason to overtake. */
  refillMs(): number {
    return 0;
  }

  demand({ waiting }: Demand): void {
    this.#waiting = waiting;
  }

  send(): RemainingPermit {
    this.#inFlight += 1;
    return { sentAt: ++this.#events, unansweredBefore: this.#unanswered, answered: false };
  }

  /**
   * Does nothing: without a `Remaining` it is not known whether the server counted the request. See {@link observe}.
   */
  answered(): void {}

  /** Takes in a response's `Remaining`. Call it before the permit's {@link release}. */
  observe(permit: RemainingPermit, told: number): void {
    permit.answered = true;
    const remaining = this.#lessUnanswered(told, permit);
    // Within a window the count only falls, and a request sent after R was seen is counted below R:
    // any other answer to it means that a new window has begun.
    const windowIsNew = remaining > 0 && remaining >= this.#remaining && permit.sentAt > this.#remainingSeenAt;
    this.#remember(remaining);
    if (windowIsNew) this.#setRemaining(this.#smallestSince(permit));
    else if (remaining < this.#remaining) this.#setRemaining(/* seam: remaining-is-told */ remaining);
    else return;
    if (remaining === 0) this.#nothingLeft = permit;
    this.#tell();
  }

  /**
   * Call it when the transport is done with the attempt. If no answer came, the server may have counted the request, so R
   * is lowered as if it had; but not to 0, which only the server may say.
   */
  release(permit: RemainingPermit): void {
    this.#inFlight -= 1;
    if (!permit.answered) {
      this.#unanswered += 1;
      this.#remaining = lower(this.#remaining, 1);
      for (const count of this.#told) count.remaining = lower(count.remaining, 1);
    }
    this.#tell();
  }

  /** A window has ended, though no response tells that, if nothing was sent for as long as one lasts. */
  use(nowMs: number): LimitUse {
    if (this.#seen.events !== this.#events) this.#seen = { events: this.#events, atMs: nowMs };
    const isOver = nowMs - this.#seen.atMs >= this.#windowMs;
    const left = isOver ? this.#limit : this.#remaining;
    return { used: Math.min(this.#limit, this.#limit - left + this.#inFlight), owed: 0 };
  }

  /**
   * Changes the limit of the windows to come. In the window that has begun, the server's word holds, except that no
   * more is left than the new limit.
   */
  setLimit(limit: number): void {
    const untold = this.#remaining === this.#limit && this.#told.length === 0;
    this.#limit = limit;
    if (untold || limit < this.#remaining) this.#setRemaining(limit);
    this.#tell();
  }

  /** Call it when the pause that the server told is over. If nothing remained, the window is over, too. */
  reset(): void {
    if (this.#remaining > 0) return;
    this.#setRemaining(this.#smallestSince(this.#nothingLeft));
    this.#tell();
  }

  #setRemaining(remaining: number): void {
    this.#remaining = remaining;
    this.#remainingSeenAt = ++this.#events;
  }

  #remember(remaining: number): void {
    // A `Remaining` of 0 closes the gate until that window's end, so any count after it is of another window.
    if (remaining === 0) return;
    while ((this.#told.at(-1)?.remaining ?? 0) >= remaining) this.#told.pop();
    this.#told.push({ at: ++this.#events, remaining });
  }

  #smallestSince(permit: Pick<RemainingPermit, 'sentAt' | 'unansweredBefore'>): number {
    return this.#told.find(({ at }) => at > permit.sentAt)?.remaining ?? this.#lessUnanswered(this.#limit, permit);
  }

  #lessUnanswered(remaining: number, { unansweredBefore }: Pick<RemainingPermit, 'unansweredBefore'>): number {
    return lower(remaining, this.#unanswered - unansweredBefore);
  }

  #tell(): void {
    if (this.#waiting > 0) this.onRoom();
  }
}

/** Lowers a count, but not to 0, which only the server may say. */
function lower(remaining: number, by: number): number {
  return Math.max(Math.min(1, remaining), remaining - by);
}
