/** A shorter latency says more about the timer than about the server. */
const SHORTEST_MS = 1;
/** A mean of fewer samples is never trusted. */
const FEWEST_SAMPLES = 20;
/** How many standard errors of a window's mean must fit into the tolerance, so that noise alone does not exceed it. */
const STANDARD_ERRORS = 4;

interface Window {
  count: number;
  /** Of the latencies' logarithms: a few slow ones do not outweigh all others. */
  sum: number;
  squares: number;
  /** The most that were in flight when one of these attempts left. */
  inFlight: number;
}

const empty = (): Window => ({ count: 0, sum: 0, squares: 0, inFlight: 0 });

/** A window that was slower than the tolerance allows. */
export interface Slowdown {
  /** How many times slower than the baseline. */
  factor: number;
  /** The most that were in flight meanwhile. */
  inFlight: number;
  /** Whether these were more than at the baseline's time. If not, they are not the reason. */
  congestion: boolean;
}

/**
 * Sees by their latency that a server queues what it is sent. Latencies are
 * gathered in windows, each as long as it takes to tell a slowdown by the
 * tolerance from noise, and compared with a baseline. The baseline is the
 * first window, and is learned anew only when no more is in flight than was
 * then: one that follows all latencies, as Gradient2's in Netflix's
 * concurrency-limits does, follows the queue as well and lets it grow. A server
 * that is slower for other reasons looks congested until the limit is down to
 * that level, where the baseline follows.
 */
export class LatencyWatch {
  readonly #tolerance: number;
  #window = empty();
  #baseline: { mean: number; inFlight: number } | undefined;

  /** @param tolerance how many times slower than the baseline is congestion; above 1 */
  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  /** Takes in one success. Returns what the window showed that it completed, if that was slow. */
  add(latencyMs: number, inFlight: number): Slowdown | undefined {
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

  #close({ count, sum, inFlight }: Window): Slowdown | undefined {
    this.restart();
    const mean = sum / count;
    const baseline = this.#baseline;
    if (baseline === undefined) {
      this.#baseline = { mean, inFlight };
      return undefined;
    }
    const factor = Math.exp(mean - baseline.mean);
    const slow = factor > this.#tolerance;
    const congestion = inFlight > baseline.inFlight;
    // Smoothed, unless it is another load by now.
    if (!congestion) baseline.mean = slow ? mean : (baseline.mean + mean) / 2;
    return slow ? { factor, inFlight, congestion } : undefined;
  }
}
