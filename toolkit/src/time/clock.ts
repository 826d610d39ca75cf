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

/**
 * The same time. Timers of the system's keep no process alive: for what matters only while it lives. A wait of more than
 * 24 days may end after these.
 */
export const inBackground = (clock: Clock): Clock =>
  clock === systemClock ? { now: monotonic, setTimeout: startBackgroundTimer } : clock;

function startBackgroundTimer(fn: () => void, delayMs: number): Cancel {
  const timer = setTimeout(fn, Math.min(delayMs, LONGEST_TIMER_MS));
  // A browser's timer is a number.
  timer.unref?.();
  return () => clearTimeout(timer);
}

export const systemRandom: Random = () => Math.random();
