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

// What a test puts in their place (the fake timers of Vitest, the mock timers of node:test) are other functions.
const { setTimeout: platformTimer, Date: PlatformDate } = globalThis;
/** By how much fake timers, where they are all that a test has put in place, are ahead of the platform's clock. */
let aheadMs = 0;

const monotonic = (): number => performance.timeOrigin + performance.now();

/** Under fake timers the time is what their `Date` says: some leave `performance` alone. */
function now(): number {
  if (setTimeout === platformTimer) return monotonic();
  return Date === PlatformDate ? monotonic() + aheadMs : Date.now();
}

function startTimer(fn: () => void, delayMs: number, keepsAlive = true): Cancel {
  let timer: ReturnType<typeof setTimeout>;
  const dueMs = now() + delayMs;
  const fire = (): void => {
    const earlyMs = dueMs - now();
    // A real timer is early by less. One that is not was due, or what sleeps until then would sleep again, for ever.
    if (earlyMs > 1) aheadMs += earlyMs;
    fn();
  };
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(leftMs, /* seam: longest-timer */ LONGEST_TIMER_MS);
    timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : fire()), stepMs);
    // A browser's timer is a number.
    if (!keepsAlive) timer.unref?.();
  };
  // Platforms cut off a fraction, and so would be early by it.
  arm(Math.max(0, Math.ceil(delayMs)));
  return () => clearTimeout(timer);
}

export const systemClock: Clock = { now, setTimeout: startTimer };

/** The same time. Timers of the system's keep no process alive: for what matters only while it lives. */
export const inBackground = (clock: Clock): Clock =>
  clock === systemClock ? { now, setTimeout: (fn, delayMs) => startTimer(fn, delayMs, false) } : clock;

export const systemRandom: Random = () => Math.random();
