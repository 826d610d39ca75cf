/** A shorter latency says more about the timer than about the server. */
const SHORTEST_MS = 1;
/** A mean of fewer samples is never trusted. */
const FEWEST_SAMPLES = 20;
/**
 * How many standard errors of a window's mean must fit into the tolerance, so that noise alone does not exceed it. The
 * baseline has its own, and a window ends when its noise happens to look small: hence more than the usual 3 or 4.
 */
const STANDARD_ERRORS = 6;

interface Window {
  count: number;
  /** Of the latencies' logarithms: a few slow ones do not outweigh all others. */
  sum: number;
  squares: number;
  /** The most that were in flight when one of these attempts left. */
  inFlight: number;
}

const empty = (): Window => ({ count: 0, sum: 0, squares: 0, inFlight: 0 });

/** What a complete window showed. */
export interface LatencyVerdict {
  /** More than the tolerance times slower than the baseline. */
  slow: boolean;
  /** The most that were in flight meanwhile. */
  inFlight: number;
  /** Whether these were more than at the baseline's time. If not, they are no reason to be slow. */
  crowded: boolean;
}

/**
 * Sees by their latency that a server queues what it is sent. Latencies are
 * gathered in windows, each as long as it takes to tell a slowdown by the
 * tolerance from noise, and compared with a baseline. The baseline is the
 * first window, and is learned anew only when no more is in flight than was
 * then: one that follows all latencies, as Gradient2's in Netflix's
 * concurrency-limits does, follows the queue as well and lets it grow.
 */
export class LatencyWatch {
  readonly #tolerance: number;
  #window = empty();
  #baseline: { mean: number; inFlight: number } | undefined;

  /** @param tolerance how many times slower than the baseline is slow; above 1 */
  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  /** How many may be in flight for the baseline to be learned anew; Infinity before there is one. */
  get baselineInFlight(): number {
    return this.#baseline?.inFlight ?? Number.POSITIVE_INFINITY;
  }

  /** Takes in one success. Returns what the window showed that it completed, if it did. */
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
    // The first of a round are its fastest.
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
    // Smoothed, unless it is another load by now.
    if (!crowded) this.#baseline.mean = slow ? mean : (this.#baseline.mean + mean) / 2;
    return { slow, inFlight, crowded };
  }
}
