/** Undoes what was scheduled; calling it twice, or late, does nothing. */
export type Cancel = () => void;

/** Time as an argument, so that tests run on a clock of their own. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions; never goes back. */
  now(): number;
  /** Calls `fn` once, `delayMs` from now; a delay at or below 0 means the next turn of the event loop. */
  setTimeout(fn: () => void, delayMs: number): Cancel;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** Platforms fire a longer timer at once (Node.js prints a warning), so longer waits are chained. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

// k6's runtime has no `performance`; there the wall clock has to do.
const monotonic =
  typeof performance === 'undefined' ? () => Date.now() : () => performance.timeOrigin + performance.now();

function startTimer(fn: () => void, delayMs: number): Cancel {
  let timer: ReturnType<typeof setTimeout>;
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(leftMs, /* seam: longest-timer */ LONGEST_TIMER_MS);
    timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : fn()), stepMs);
  };
  arm(Math.max(0, delayMs));
  return () => clearTimeout(timer);
}

export const systemClock: Clock = { now: monotonic, setTimeout: startTimer };

export const systemRandom: Random = () => Math.random();
