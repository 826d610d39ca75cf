/** A shorter latency says more about the timer than about the server. */
const SHORTEST_MS = 1;
/** A mean of fewer samples is never trusted. */
const FEWEST_SAMPLES = 20;
/**
 * How many standard errors of a window's mean must fit into the tolerance, so that noise alone does not exceed it. It
 * is more than the usual 3 or 4, because the baseline has noise of its own, and a window ends when its noise happens to
 * look small.
 */
const STANDARD_ERRORS = 6;

interface Window {
  count: number;
  /** The sums are of the latencies' logarithms, so that a few slow ones do not outweigh all others. */
  sum: number;
  squares: number;
  /** The most in flight when any of these attempts left. */
  inFlight: number;
}

const empty = (): Window => ({ count: 0, sum: 0, squares: 0, inFlight: 0 });

/** What a complete window showed. */
export interface LatencyVerdict {
  /** More than the tolerance times slower than the baseline. */
  slow: boolean;
  /** The most in flight when any of the window's attempts left. */
  inFlight: number;
  /** Whether that is more than in the baseline. If not, the number in flight is no reason to be slow. */
  crowded: boolean;
}

/**
 * Sees by latency that a server queues what it is sent. Latencies are gathered
 * in windows, each long enough to tell a slowdown by the tolerance from noise,
 * and compared with a baseline. The baseline is the first window, and is
 * learned anew only from a window with no more in flight. A baseline that
 * follows all latencies, like that of Gradient2 in Netflix's
 * concurrency-limits, follows the queue as well and lets it grow.
 */
export class LatencyWatch {
  readonly #tolerance: number;
  #window = empty();
  #baseline: { mean: number; inFlight: number } | undefined;

  /** @param tolerance how many times slower than the baseline is slow; above 1 */
  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  /** The most in flight at which the baseline is learned anew; Infinity before there is one. */
  get baselineInFlight(): number {
    return this.#baseline?.inFlight ?? Number.POSITIVE_INFINITY;
  }

  /** Takes in one success. If that completes a window, returns what the window showed. */
  add(latencyMs: number, inFlight: number): LatencyVerdict | undefined {
    const window = this.#window;
    const sample = Math.log(Math.max(latencyMs, SHORTEST_MS));
    window.count += 1;
    window.sum += sample;
    window.squares += sample ** 2;
    window.inFlight = Math.max(window.inFlight, inFlight);
    return this.#tells(window) ? this.#close(window) : undefined;
  }

  /** Begins a new window: after a decrease, what came before does not matter any more. */
  restart(): void {
    this.#window = empty();
  }

  #tells({ count, sum, squares, inFlight }: Window): boolean {
    // The first answers of a round are its fastest, so a window takes a whole round.
    if (count < Math.max(FEWEST_SAMPLES, inFlight)) return false;
    const variance = squares / count - (sum / count) ** 2;
    return count >= variance * (STANDARD_ERRORS / Math.log(this.#tolerance)) ** 2;
  }

  #close({ count, sum, inFlight }: Window): LatencyVerdict {
    this.restart();
    const mean = sum / count;
    this.#baseline ??= { mean, inFlight };
    const slow = Math.exp(mean - this.#baseline.mean) > this.#tolerance;
    const crowded = inFlight > this.#baseline.inFlight;
    // Smoothed, unless the server is slow although no more are in flight: then its load has changed.
    if (!crowded) this.#baseline.mean = slow ? mean : (this.#baseline.mean + mean) / 2;
    return { slow, inFlight, crowded };
  }
}
