/** A window's end that is told later by more than this has moved: what is told is rounded to seconds. */
const MOVED_MS = 1_500;
/** So near to a window's end an answer may be of the next one: its way back was not known when the end was told. */
const NEXT_MS = 500;
/** How often it must have moved. */
const ENOUGH = 2;
/** What flows into a bucket may seem to change by this factor, since what is told is rounded. */
const ALIKE = 1.5;
/** The same, where the time is told in parts of seconds, and so much is missing at least: what is left is rounded down. */
const EXACTLY = 1.02;
const MUCH = 10;
/** So many times as much is missing, and takes as many times as long. */
const GROWN = 2;

/** What an answer tells: what is missing, and by when all of it is there again. */
interface Told {
  missing: number;
  resetMs: number;
  endsAtMs: number;
}

const nothing: Told = { missing: 0, resetMs: 0, endsAtMs: Number.NEGATIVE_INFINITY };

/** Tells by when limits say that they are whole again whether they are buckets. */
export class BucketSigns {
  /** What was told before, from which moves are counted. */
  #seen = nothing;
  /** What missed least of those that tell the same refill, up to the last one. */
  #least = nothing;
  #moves = 0;

  /**
   * Of a bucket that misses more it takes the longer until it is full; what is left of a window is the shorter, the more
   * of it is used. Where that does not show, many answers move a bucket's end by a little each: what counts is how far it
   * is from where it was first. Late answers may let a window's end seem to move; but only a bucket is refilled as fast as
   * before.
   *
   * @returns whether it is a bucket
   */
  note(now: number, told: Told): boolean {
    const least = this.#least;
    const exact = told.resetMs % 1_000 !== 0 && least.resetMs % 1_000 !== 0;
    const same = exact && least.missing >= MUCH && alike(told, least, EXACTLY);
    if (same && told.missing >= GROWN * least.missing) return true;
    if (!same || told.missing < least.missing) this.#least = told;
    if (/* seam: learnt-moves-add-up */ now >= this.#seen.endsAtMs - NEXT_MS) {
      this.#seen = told;
      this.#moves = 0;
    }
    if (told.endsAtMs - this.#seen.endsAtMs < MOVED_MS) return false;
    this.#moves = this.#moves > 0 && alike(told, this.#seen, ALIKE) ? this.#moves + 1 : 1;
    this.#seen = told;
    return this.#moves >= ENOUGH;
  }
}

function alike(a: Told, b: Told, factor: number): boolean {
  const most = factor * a.resetMs * (b.missing + 1);
  const least = (a.missing + 1) * factor * b.resetMs;
  return a.missing * b.resetMs < most && b.missing * a.resetMs < least;
}
