/** A window's end that is told later by more than this has moved: what is told is rounded to seconds. */
const MOVED_MS = 1_500;
/** So near to a window's end an answer may be of the next one: its way back was not known when the end was told. */
const NEXT_MS = 500;
/** How often it must have moved. */
const ENOUGH = 2;
/** What flows into a bucket may seem to change by this factor, since what is told is rounded. */
const ALIKE = 1.5;

/** Tells by when limits say that they are whole again whether they are buckets. */
export class BucketSigns {
  #endSeenAtMs = Number.NEGATIVE_INFINITY;
  #moves = 0;
  #refillSeen = 0;

  /**
   * Many answers move a bucket's end by a little each: what counts is how far it is from where it was first. Late answers
   * may let a window's end seem to move; but only a bucket is refilled as fast as before.
   *
   * @param endsAtMs when all of it is there again
   * @param refill what would flow in each second
   * @returns whether it is a bucket
   */
  note(now: number, endsAtMs: number, refill: number): boolean {
    if (/* seam: learnt-moves-add-up */ now >= this.#endSeenAtMs - NEXT_MS) {
      this.#endSeenAtMs = endsAtMs;
      this.#moves = 0;
    }
    if (endsAtMs - this.#endSeenAtMs < MOVED_MS) return false;
    const steady = refill < ALIKE * this.#refillSeen && this.#refillSeen < ALIKE * refill;
    this.#endSeenAtMs = endsAtMs;
    this.#refillSeen = refill;
    this.#moves = this.#moves > 0 && steady ? this.#moves + 1 : 1;
    return this.#moves >= ENOUGH;
  }
}
